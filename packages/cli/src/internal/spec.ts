/** Commands as data, from which the parser, the help and the completions are built. */
import * as Effect from "effect/Effect"
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

/** An option, and its parser. */
export interface Option_<A> {
  readonly info: OptionInfo
  /** Parses the text of its value, which is `undefined` if the option is not passed. */
  readonly read: (text: string | undefined) => Parsed<A>
}

/** An argument, for the help. */
export interface ArgumentInfo {
  readonly name: string
  readonly help: string
  readonly isOptional: boolean
  readonly isRepeated: boolean
}

/** An argument, and its parser. */
export interface Argument<A> {
  readonly info: ArgumentInfo
  /** Parses its words. */
  readonly read: (words: ReadonlyArray<string>) => Parsed<A>
}

/** A flag. */
export const flag = (name: string, help: string): Option_<boolean> => ({
  info: { name, help },
  read: (text) => right(text === "true")
})

/** An option with a value; `undefined` if it is not passed. */
export const value = <A>(name: string, placeholder: string, help: string, parse: Parse<A>): Option_<A | undefined> => ({
  info: { name, help, value: placeholder, ...(parse.words === undefined ? {} : { words: parse.words }) },
  read: (text) => text === undefined ? right(undefined) : named(`--${name}`, parse(text))
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
): Option_<A | true | undefined> => ({
  info: { name, help, value: placeholder, follows },
  read: (text) => {
    if (text === undefined) return right(undefined)
    return text === leftOut ? right(true as const) : named(`--${name}`, parse(text))
  }
})

const named = <A>(name: string, parsed: Parsed<A>): Parsed<A> => parsed.ok ? parsed : wrong(`${name} ${parsed.message}`)

/** An argument. */
export const argument = (name: string, help: string): Argument<string> => ({
  info: { name, help, isOptional: false, isRepeated: false },
  read: ([word = ""]) => named(name, nonEmpty(word))
})

/** An optional argument. */
export const optionalArgument = (name: string, help: string): Argument<string | undefined> => ({
  info: { name, help, isOptional: true, isRepeated: false },
  read: ([word]) => word === undefined ? right(undefined) : named(name, nonEmpty(word))
})

/** One or more arguments. */
export const argumentsOf = (name: string, help: string): Argument<ReadonlyArray<string>> => ({
  info: { name, help, isOptional: false, isRepeated: true },
  read: (words) => words.includes("") ? wrong(`${name} must not be empty`) : right(words)
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
