/** Parses an ordered command line with `@effect/cli`. */
import * as Args from "@effect/cli/Args"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Descriptor from "@effect/cli/CommandDescriptor"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import type * as ValidationError from "@effect/cli/ValidationError"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Mailbox from "effect/Mailbox"
import { type CommandError, usageError } from "./failure.js"
import type { CommandSpec } from "./spec.js"

const config = CliConfig.make({ isCaseSensitive: true, showBuiltIns: false })

/** `@effect/cli` reads no file and asks no question: the commands do that. */
const nothing = Layer.mergeAll(
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

const mapValues = <A, B>(given: Readonly<Record<string, A>>, change: (each: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(given).map(([name, each]) => [name, change(each)]))

const argsOf = (given: CommandSpec["args"]): Args.Args<Readonly<Record<string, unknown>>> =>
  Object.keys(given).length === 0 ? Args.map(Args.none, () => ({})) : Args.all(mapValues(given, ({ args }) => args))

/** The command's descriptor for `@effect/cli`. */
const descriptorOf = (spec: CommandSpec) =>
  Descriptor.make(
    spec.path.at(-1)!,
    Options.all(mapValues(spec.options, ({ options }) => options)),
    argsOf(spec.args)
  )

const plainText = (error: ValidationError.ValidationError): string =>
  // oxlint-disable-next-line no-control-regex
  HelpDoc.toAnsiText(error.error).replace(/\u001B\[[\d;]*m/g, "").replace(/\s+/g, " ").trim()

const toUsageError = (spec: CommandSpec) => (error: ValidationError.ValidationError): CommandError =>
  usageError(`${plainText(error)}. See \`openrouter-keys ${spec.path.join(" ")} --help\`.`)

/** The values of options and arguments. */
export const parse = (
  spec: CommandSpec,
  argv: ReadonlyArray<string>
): Effect.Effect<Readonly<Record<string, unknown>>, CommandError> =>
  Descriptor.parse(descriptorOf(spec), [spec.path.at(-1)!, ...argv], config).pipe(
    Effect.mapError(toUsageError(spec)),
    Effect.flatMap((directive) => {
      if (directive._tag === "BuiltIn") {
        return usageError(`See \`openrouter-keys ${spec.path.join(" ")} --help\`.`)
      }
      const { args, options } = directive.value
      return Effect.succeed({ ...options, ...args })
    }),
    Effect.provide(nothing)
  )
