/** Commands as data: what `@effect/cli` parses, and what the help and the order of arguments are made from. */
import * as Args from "@effect/cli/Args"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CommandError, Finished, OutputClosed } from "./failure.js"
import type { Host } from "./host.js"

/** A value, or what is wrong with it, as in "must be a number". */
export type Parsed<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly message: string }

/** A value that is right. */
export const right = <A>(value: A): Parsed<A> => ({ ok: true, value })

/** What is wrong with a value: completes "--limit …". */
export const wrong = (message: string): Parsed<never> => ({ ok: false, message })

/** Reads the text of a value. */
export interface Parse<A> {
  (text: string): Parsed<A>
  /** All values, where there are few: for completions. */
  readonly words?: ReadonlyArray<string>
}

/** Any text but none. */
export const nonEmpty: Parse<string> = (text) => text === "" ? wrong("must not be empty") : right(text)

/** An option as the help and the normaliser see it. */
export interface OptionInfo {
  readonly name: string
  readonly help: string
  /** Placeholder of the value; `undefined` for a flag. */
  readonly value?: string
  /** All values, where there are few. */
  readonly words?: ReadonlyArray<string>
  /** Whether the value may be left out. It follows after `=`, or after a space where this says so. */
  readonly follows?: (next: string) => boolean
  /** Whether it is one of those that every command has. */
  readonly isGlobal?: boolean
}

/** An option, and how `@effect/cli` reads it. */
export interface Option_<A> {
  readonly info: OptionInfo
  readonly options: Options.Options<A>
}

/** An argument as the help sees it. */
export interface ArgumentInfo {
  readonly name: string
  readonly help: string
  readonly isOptional: boolean
  readonly isRepeated: boolean
}

/** An argument, and how `@effect/cli` reads it. */
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

/** An option with a value; `undefined` where it is not given. */
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

/** What the normaliser writes for a value that is left out: no value that anybody means. */
export const leftOut = "\u0000"

/** An option whose value may be left out: then it is `true`. */
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

/** An argument that may be left out. */
export const optionalArgument = (name: string, help: string): Argument<string | undefined> => ({
  info: { name, help, isOptional: true, isRepeated: false },
  args: Args.text({ name }).pipe(
    Args.withDescription(help),
    Args.mapEffect(notEmpty(name)),
    Args.optional,
    Args.map(Option.getOrUndefined)
  )
})

/** One argument or several. */
export const argumentsOf = (name: string, help: string): Argument<ReadonlyArray<string>> => ({
  info: { name, help, isOptional: false, isRepeated: true },
  args: Args.text({ name }).pipe(Args.withDescription(help), Args.atLeast(1))
})

/** What a command's program can fail with. */
export type Failure = CommandError | OutputClosed | Finished

/** A command's program. */
export type Program = Effect.Effect<void, Failure, Host>

/** A command. */
export interface CommandSpec {
  /** Its words, as in `["bulk", "create"]`. */
  readonly path: readonly [string, ...ReadonlyArray<string>]
  /** What it does, in a line. */
  readonly summary: string
  /** Command lines without the program's name, and what each does. */
  readonly examples: ReadonlyArray<readonly [line: string, meaning: string]>
  /** Paragraphs below the options. */
  readonly notes: ReadonlyArray<string>
  readonly args: Readonly<Record<string, Argument<unknown>>>
  readonly options: Readonly<Record<string, Option_<unknown>>>
  /** Loads the program, and gives it what was parsed. */
  readonly run: (input: Readonly<Record<string, unknown>>) => Program
}

type Values<Given> = {
  readonly [Name in keyof Given]: Given[Name] extends Option_<infer A> | Argument<infer A> ? A : never
}

/** What a command is defined by. */
export interface Definition<
  A extends Readonly<Record<string, Argument<unknown>>>,
  O extends Readonly<Record<string, Option_<unknown>>>
> {
  readonly summary: string
  readonly examples: CommandSpec["examples"]
  readonly notes?: CommandSpec["notes"]
  readonly args: A
  readonly options: O
  /** Loads the program, so that a command loads no other's modules. */
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
