/** Commands as data, from which the parser of `@effect/cli`, the help and the completions are built. */
import * as Args from "@effect/cli/Args"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CommandError, Finished, OutputClosed } from "./failure.js"
import type { Host } from "./host.js"

/** A value, or an error message such as "must be a number". */
export type Parsed<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly message: string }

/** A valid value. */
export const right = <A>(value: A): Parsed<A> => ({ ok: true, value })

/** An invalid value. The message completes "--limit …". */
export const wrong = (message: string): Parsed<never> => ({ ok: false, message })

/** Parses the text of a value. */
export interface Parse<A> {
  (text: string): Parsed<A>
  /** All values if there are only a few, for completions. */
  readonly words?: ReadonlyArray<string>
}

/** Any text that is not empty. */
export const nonEmpty: Parse<string> = (text) => text === "" ? wrong("must not be empty") : right(text)

/** An option, for the help and the normaliser. */
export interface OptionInfo {
  readonly name: string
  readonly help: string
  /** Placeholder of the value; `undefined` for a flag. */
  readonly value?: string
  /** All values if there are only a few. */
  readonly words?: ReadonlyArray<string>
  /** Set if the value is optional: `=` precedes it, or a space if this returns `true` for the next word. */
  readonly follows?: (next: string) => boolean
  /** Whether every command has it. */
  readonly isGlobal?: boolean
}

/** An option, and its parser of `@effect/cli`. */
export interface Option_<A> {
  readonly info: OptionInfo
  readonly options: Options.Options<A>
}

/** An argument, for the help. */
export interface ArgumentInfo {
  readonly name: string
  readonly help: string
  readonly isOptional: boolean
  readonly isRepeated: boolean
}

/** An argument, and its parser of `@effect/cli`. */
export interface Argument<A> {
  readonly info: ArgumentInfo
  readonly args: Args.Args<A>
}

const invalid = (message: string) => ValidationError.invalidValue(HelpDoc.p(message))

const read =
  <A>(name: string, parse: Parse<A>) => (text: string): Effect.Effect<A, ValidationError.ValidationError> => {
    const parsed = parse(text)
    return parsed.ok ? Effect.succeed(parsed.value) : Effect.fail(invalid(`${name} ${parsed.message}`))
  }

/** A flag. */
export const flag = (name: string, help: string): Option_<boolean> => ({
  info: { name, help },
  options: Options.boolean(name).pipe(Options.withDescription(help))
})

/** An option with a value; `undefined` if it is not passed. */
export const value = <A>(name: string, placeholder: string, help: string, parse: Parse<A>): Option_<A | undefined> => ({
  info: { name, help, value: placeholder, ...(parse.words === undefined ? {} : { words: parse.words }) },
  options: Options.text(name).pipe(
    Options.withPseudoName(placeholder),
    Options.withDescription(help),
    Options.mapEffect(read(`--${name}`, parse)),
    Options.optional,
    Options.map(Option.getOrUndefined)
  )
})

/** Stands for a value that is left out: no command line can contain it. */
export const leftOut = "\u0000"

/** An option with an optional value; `true` without it. */
export const maybeValue = <A>(
  name: string,
  placeholder: string,
  help: string,
  parse: Parse<A>,
  follows: (next: string) => boolean = () => false
): Option_<A | true | undefined> => {
  const { options } = value<A | true>(
    name,
    placeholder,
    help,
    (text) => text === leftOut ? right(true as const) : parse(text)
  )
  return { info: { name, help, value: placeholder, follows }, options }
}

const notEmpty = (name: string) => (text: string): Effect.Effect<string, HelpDoc.HelpDoc> =>
  text === "" ? Effect.fail(HelpDoc.p(`${name} must not be empty`)) : Effect.succeed(text)

/** An argument. */
export const argument = (name: string, help: string): Argument<string> => ({
  info: { name, help, isOptional: false, isRepeated: false },
  args: Args.text({ name }).pipe(Args.withDescription(help), Args.mapEffect(notEmpty(name)))
})

/** An optional argument. */
export const optionalArgument = (name: string, help: string): Argument<string | undefined> => ({
  info: { name, help, isOptional: true, isRepeated: false },
  args: Args.text({ name }).pipe(
    Args.withDescription(help),
    Args.mapEffect(notEmpty(name)),
    Args.optional,
    Args.map(Option.getOrUndefined)
  )
})

/** One or more arguments. */
export const argumentsOf = (name: string, help: string): Argument<ReadonlyArray<string>> => ({
  info: { name, help, isOptional: false, isRepeated: true },
  args: Args.text({ name }).pipe(Args.withDescription(help), Args.atLeast(1))
})

/** Errors of a command's program. */
export type Failure = CommandError | OutputClosed | Finished

/** A command's program. */
export type Program = Effect.Effect<void, Failure, Host>

/** A command. */
export interface CommandSpec {
  /** Its words, such as `["bulk", "create"]`. */
  readonly path: readonly [string, ...ReadonlyArray<string>]
  /** What it does, in one line. */
  readonly summary: string
  /** Command lines without the program's name, each with its meaning. */
  readonly examples: ReadonlyArray<readonly [line: string, meaning: string]>
  /** Paragraphs below the options. */
  readonly notes: ReadonlyArray<string>
  readonly args: Readonly<Record<string, Argument<unknown>>>
  readonly options: Readonly<Record<string, Option_<unknown>>>
  /** Loads the program and runs it with the parsed input. */
  readonly run: (input: Readonly<Record<string, unknown>>) => Program
}

type Values<Given> = {
  readonly [Name in keyof Given]: Given[Name] extends Option_<infer A> | Argument<infer A> ? A : never
}

/** Definition of a command. */
export interface Definition<
  A extends Readonly<Record<string, Argument<unknown>>>,
  O extends Readonly<Record<string, Option_<unknown>>>
> {
  readonly summary: string
  readonly examples: CommandSpec["examples"]
  readonly notes?: CommandSpec["notes"]
  readonly args: A
  readonly options: O
  /** Loads the program. Imports it dynamically, so that other commands do not load its modules. */
  readonly load: () => Promise<{ readonly run: (input: Values<A> & Values<O>) => Program }>
}

/** Defines a command. */
export const command = <
  A extends Readonly<Record<string, Argument<unknown>>>,
  O extends Readonly<Record<string, Option_<unknown>>>
>(
  path: CommandSpec["path"],
  { args, examples, load, notes = [], options, summary }: Definition<A, O>
): CommandSpec => ({
  path,
  summary,
  examples,
  notes,
  args,
  options,
  run: (input) => Effect.flatMap(Effect.promise(load), ({ run }) => run(input as Values<A> & Values<O>))
})
