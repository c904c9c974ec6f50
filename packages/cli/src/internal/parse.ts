/** Parses the values of an ordered command line with `@effect/cli`. */
import * as Args from "@effect/cli/Args"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Descriptor from "@effect/cli/CommandDescriptor"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Mailbox from "effect/Mailbox"
import * as Option from "effect/Option"
import { type CommandError, usageError } from "./failure.js"
import type { Ordered } from "./normalise.js"
import type { Argument, CommandSpec, Option_, Parsed } from "./spec.js"

const config = CliConfig.make({ isCaseSensitive: true, showBuiltIns: false })

/** No option reads a file or prompts: the commands read files. */
const services = Layer.mergeAll(
  FileSystem.layerNoop({}),
  Path.layer,
  Layer.succeed(Terminal.Terminal, {
    columns: Effect.succeed(80),
    rows: Effect.succeed(24),
    isTTY: Effect.succeed(false),
    readInput: Mailbox.make<Terminal.UserInput>(),
    readLine: Effect.fail(new Terminal.QuitException()),
    display: () => Effect.void
  })
)

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

const toEffect = <A, E>(parsed: Parsed<A>, error: (doc: HelpDoc.HelpDoc) => E): Effect.Effect<A, E> =>
  parsed.ok ? Effect.succeed(parsed.value) : Effect.fail(error(HelpDoc.p(parsed.message)))

/** Precedes each value, so that `@effect/cli` takes none for an option, a boolean or the end of the options. */
const mark = "="
const marked = (text: string): string => mark + text
const unmarked = (text: string): string => text.slice(mark.length)

const optionOf = ({ info: { help, name, value }, read }: Option_<unknown>): Options.Options<unknown> => {
  const parse = (text: string | undefined) => toEffect(read(text), ValidationError.invalidValue)
  if (value === undefined) {
    return Options.boolean(name).pipe(Options.withDescription(help), Options.mapEffect((is) => parse(String(is))))
  }
  return Options.text(name).pipe(
    Options.withPseudoName(value),
    Options.withDescription(help),
    Options.optional,
    Options.mapEffect((text) => parse(Option.getOrUndefined(Option.map(text, unmarked))))
  )
}

const argumentOf = ({ info: { help, isOptional, isRepeated, name }, read }: Argument<unknown>): Args.Args<unknown> => {
  const parse = (words: ReadonlyArray<string>) => toEffect(read(words.map(unmarked)), (doc) => doc)
  const one = Args.text({ name }).pipe(Args.withDescription(help))
  if (isRepeated) return Args.mapEffect(isOptional ? Args.repeated(one) : Args.atLeast(one, 1), parse)
  return isOptional
    ? Args.mapEffect(Args.optional(one), (word) => parse(Option.toArray(word)))
    : Args.mapEffect(one, (word) => parse([word]))
}

const descriptorOf = ({ args, options, path }: CommandSpec) =>
  Descriptor.make(
    path.at(-1)!,
    Options.all(mapValues(options, optionOf)),
    Object.keys(args).length === 0 ? Args.map(Args.none, () => ({})) : Args.all(mapValues(args, argumentOf))
  )

/** Options precede arguments, as `@effect/cli` expects them. */
const argvOf = ({ args, options, spec }: Ordered): ReadonlyArray<string> => {
  const flags = new Set(Object.values(spec.options).flatMap(({ info }) => info.value === undefined ? [info.name] : []))
  const words = [...options].flatMap(([name, text]) => {
    if (!flags.has(name)) return [`--${name}`, marked(text)]
    return text === "true" ? [`--${name}`] : []
  })
  return [spec.path.at(-1)!, ...words, "--", ...args.map(marked)]
}

/** One error is shown at a time. */
const first = (doc: HelpDoc.HelpDoc): HelpDoc.HelpDoc => doc._tag === "Sequence" ? first(doc.left) : doc

const plainText = (error: ValidationError.ValidationError): string =>
  // oxlint-disable-next-line no-control-regex
  HelpDoc.toAnsiText(first(error.error)).replace(/\u001B\[[\d;]*m/g, "").replace(/\s+/g, " ").trim()

const toUsageError = ({ path }: CommandSpec, message: string): CommandError =>
  usageError(`${message}. See \`openrouter-keys ${path.join(" ")} --help\`.`)

type Values = Readonly<Record<string, unknown>>

/** The values of options and arguments, by their names in the command's definition. */
export const parse = (given: Ordered): Effect.Effect<Values, CommandError> =>
  Descriptor.parse(descriptorOf(given.spec), argvOf(given), config).pipe(
    Effect.mapError((error) => toUsageError(given.spec, plainText(error))),
    Effect.flatMap((directive) =>
      directive._tag === "BuiltIn" || directive.leftover.length > 0
        ? toUsageError(given.spec, "The command line could not be parsed")
        : Effect.succeed<Values>({ ...directive.value.options, ...directive.value.args })
    ),
    Effect.filterOrFail(
      ({ csv, json }) => csv !== true || json === undefined,
      () => toUsageError(given.spec, "--json and --csv cannot be combined")
    ),
    Effect.provide(services)
  )
