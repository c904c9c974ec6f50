/**
 * The command line: flags to options, a running sandbox, and what a person wants to know of it.
 */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import { createRequire } from "node:module"
import type { ListenError } from "../ListenError.js"
import { Sandbox } from "../Sandbox.js"

/** A flag that takes a whole number, and says so by its name when it gets something else. */
const wholeNumber = (name: string, max: number) =>
  Options.text(name).pipe(
    Options.withPseudoName("N"),
    Options.filterMap(
      (text) => Option.liftPredicate((n: number) => n <= max)(/^\d+$/.test(text) ? Number(text) : Infinity),
      `--${name} must be a whole number from 0 to ${max}`
    ),
    Options.withDefault(0)
  )

const flags = {
  port: wholeNumber("port", 65_535).pipe(
    Options.withDescription("Port on 127.0.0.1. Default: any that is free.")
  ),
  keys: wholeNumber("keys", 1_000_000).pipe(
    Options.withDescription("Start with N keys of varied name, limit, usage and state. Default: none.")
  ),
  managementKey: Options.text("management-key").pipe(
    Options.withPseudoName("KEY"),
    Options.withDescription("The bearer token that may manage keys. Default: a new one."),
    Options.optional
  ),
  seed: Options.text("seed").pipe(
    Options.withPseudoName("S"),
    Options.withDescription("The same seed gives the same management key and secrets. Default: none."),
    Options.optional
  ),
  quiet: Options.boolean("quiet").pipe(Options.withDescription("Do not print a line per request."))
}

type Flags = Command.Command.ParseConfig<typeof flags>

/** Prints the fake's line per request, and nothing else that may be logged. */
const requestLogger = Logger.make(({ annotations, message }) => {
  if (Option.contains(HashMap.get(annotations, "service"), "FakeOpenRouter")) globalThis.console.log(String(message))
})

const requestLog = (quiet: boolean): Layer.Layer<never> =>
  quiet
    ? Layer.empty
    : Layer.merge(Logger.replace(Logger.defaultLogger, requestLogger), Logger.minimumLogLevel(LogLevel.Debug))

const welcome = ({ managementKey, url }: Sandbox.Service): string =>
  `OpenRouter's key API, as a sandbox: ${url}

  export OPENROUTER_BASE_URL=${url}
  export OPENROUTER_API_KEY=${managementKey}

  curl -H "Authorization: Bearer $OPENROUTER_API_KEY" $OPENROUTER_BASE_URL/keys

Everything is in memory. Ctrl-C ends it.
`

const sandbox = (flags: Flags): Layer.Layer<Sandbox, ListenError> =>
  Sandbox.layer({
    port: flags.port,
    keys: flags.keys,
    managementKey: Option.getOrUndefined(flags.managementKey),
    seed: Option.getOrUndefined(flags.seed)
  }).pipe(Layer.provide(requestLog(flags.quiet)))

const serve = (flags: Flags): Effect.Effect<never, ListenError> =>
  Sandbox.pipe(
    Effect.flatMap((sandbox) => Console.log(welcome(sandbox))),
    Effect.zipRight(Effect.never),
    Effect.provide(sandbox(flags))
  )

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string }

const command = Command.make("openrouter-keys-sandbox", flags, serve).pipe(
  Command.withDescription("The OpenRouter key API on localhost, for development and tests.")
)

const run = Command.run(command, { name: "openrouter-keys-sandbox", version })

/** The command line has explained its own errors already; any other is one line on stderr. */
const explain = (error: unknown): Effect.Effect<void> =>
  ValidationError.isValidationError(error)
    ? Effect.void
    : Console.error(error instanceof Error ? error.message : String(error))

/** Runs the command with the process's arguments. */
export const main = (argv: ReadonlyArray<string>) => Effect.tapError(run(argv), explain)
