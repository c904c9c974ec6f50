/**
 * The command: a running sandbox, and what a person or a script wants to know of it.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { createRequire } from "node:module"
import type { ListenError } from "../ListenError.js"
import { Sandbox } from "../Sandbox.js"
import type { StateError } from "../StateError.js"
import { isBlockedPort } from "./blockedPorts.js"
import { help, parseFlags, type Settings } from "./flags.js"

/** Prints the fake's line per request, or its facts as JSON, and nothing else that may be logged. */
const requestLogger = (json: boolean) =>
  Logger.make(({ annotations, message }) => {
    const { service, ...facts } = Object.fromEntries(HashMap.toEntries(annotations))
    if (service !== "FakeOpenRouter") return
    globalThis.console.log(json ? JSON.stringify({ event: "request", ...facts }) : String(message))
  })

const requestLog = ({ json, quiet }: Settings): Layer.Layer<never> =>
  quiet
    // Standard output is for what was asked for.
    ? Logger.replace(Logger.defaultLogger, Logger.withConsoleError(Logger.logfmtLogger))
    : Layer.merge(Logger.replace(Logger.defaultLogger, requestLogger(json)), Logger.minimumLogLevel(LogLevel.Debug))

const welcome = ({ controlUrl, managementKey, url }: Sandbox.Service, stateFile: string | undefined): string =>
  `OpenRouter's key API, as a sandbox: ${url}

  export OPENROUTER_BASE_URL=${url}
  export OPENROUTER_API_KEY=${managementKey}

  curl -H "Authorization: Bearer $OPENROUTER_API_KEY" $OPENROUTER_BASE_URL/keys

Faults, usage and requests over HTTP: ${controlUrl}
${stateFile === undefined ? "Everything is in memory" : `The keys are kept in ${stateFile}`}. Ready; Ctrl-C ends it.
`

/** The line that tells a script that the sandbox serves, and where. */
const ready = ({ controlUrl, managementKey, url }: Sandbox.Service): string =>
  JSON.stringify({ event: "ready", url, managementKey, controlUrl, pid: process.pid })

const blockedPort = (port: number): string =>
  `Warning: browsers and fetch refuse to connect to port ${port} ("bad port"). Choose another, such as --port 4010.`

const warnOfPort = ({ url }: Sandbox.Service): Effect.Effect<void> => {
  // The default port of http, which URLs leave out.
  const port = Number(new URL(url).port || 80)
  return isBlockedPort(port) ? Console.error(blockedPort(port)) : Effect.void
}

const serve = (settings: Settings): Effect.Effect<never, ListenError | StateError> =>
  Sandbox.pipe(
    Effect.tap(warnOfPort),
    Effect.flatMap((sandbox) =>
      Console.log(settings.json ? ready(sandbox) : welcome(sandbox, settings.options.stateFile))
    ),
    Effect.zipRight(Effect.never),
    Effect.provide(Layer.provide(Sandbox.layer(settings.options), requestLog(settings)))
  )

const version = (): string =>
  (createRequire(import.meta.url)("../../package.json") as { readonly version: string }).version

const run = (settings: Settings): Effect.Effect<void, ListenError | StateError> => {
  if (settings.help) return Console.log(help)
  return settings.version ? Console.log(version()) : serve(settings)
}

/** Runs the command with the arguments that follow its name. What goes wrong is one line on stderr. */
export const main = (args: ReadonlyArray<string>): Effect.Effect<void, ListenError | StateError | string> =>
  Effect.flatMap(Either.match(parseFlags(args), { onLeft: Effect.fail, onRight: Effect.succeed }), run).pipe(
    Effect.tapError((error) => Console.error(typeof error === "string" ? error : error.message))
  )
