/** Commands as data: what the command line is read by, and what the help and the completions are made from. */
import * as Effect from "effect/Effect"
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

/** An option, and how it is read. */
export interface Option_<A> {
  readonly info: OptionInfo
  /** Reads the text of its value; `undefined` where it is not given. */
  readonly read: (text: string | undefined) => Parsed<A>
}

/** An argument as the help sees it. */
export interface ArgumentInfo {
  readonly name: string
  readonly help: string
  readonly isOptional: boolean
  readonly isRepeated: boolean
}

/** An argument, and how it is read. */
export interface Argument<A> {
  readonly info: ArgumentInfo
  /** Reads the words that are left for it. */
  readonly read: (words: ReadonlyArray<string>) => Parsed<A>
}

/** A flag. */
export const flag = (name: string, help: string): Option_<boolean> => ({
  info: { name, help },
  read: (text) => right(text === "true")
})

/** An option with a value; `undefined` where it is not given. */
export const value = <A>(name: string, placeholder: string, help: string, parse: Parse<A>): Option_<A | undefined> => ({
  info: { name, help, value: placeholder, ...(parse.words === undefined ? {} : { words: parse.words }) },
  read: (text) => text === undefined ? right(undefined) : named(`--${name}`, parse(text))
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

/** An argument that may be left out. */
export const optionalArgument = (name: string, help: string): Argument<string | undefined> => ({
  info: { name, help, isOptional: true, isRepeated: false },
  read: ([word]) => word === undefined ? right(undefined) : named(name, nonEmpty(word))
})

/** One argument or several. */
export const argumentsOf = (name: string, help: string): Argument<ReadonlyArray<string>> => ({
  info: { name, help, isOptional: false, isRepeated: true },
  read: (words) => words.includes("") ? wrong(`${name} must not be empty`) : right(words)
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
