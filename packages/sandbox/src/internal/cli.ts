/**
 * The command: runs a sandbox and prints its URL, its management key and the requests.
 */
import { isBlockedPort } from "@openrouter-keys/protocol/Endpoint"
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
import { help, parseFlags, type Settings } from "./flags.js"

/** Prints one line per request, as text or as JSON. Ignores all other logs. */
const requestLogger = (json: boolean) =>
  Logger.make(({ annotations, message }) => {
    const { service, ...request } = Object.fromEntries(HashMap.toEntries(annotations))
    if (service !== "FakeOpenRouter") return
    globalThis.console.log(json ? JSON.stringify({ event: "request", ...request }) : String(message))
  })

const requestLog = ({ json, quiet }: Settings): Layer.Layer<never> =>
  quiet
    // Standard output has the banner or the JSON only.
    ? Logger.replace(Logger.defaultLogger, Logger.withConsoleError(Logger.logfmtLogger))
    : Layer.merge(Logger.replace(Logger.defaultLogger, requestLogger(json)), Logger.minimumLogLevel(LogLevel.Debug))

const banner = ({ controlUrl, managementKey, url }: Sandbox.Service, stateFile: string | undefined): string =>
  `Sandbox of the OpenRouter key API: ${url}

  export OPENROUTER_BASE_URL=${url}
  export OPENROUTER_API_KEY=${managementKey}

  curl -H "Authorization: Bearer $OPENROUTER_API_KEY" $OPENROUTER_BASE_URL/keys

Faults, usage and requests over HTTP: ${controlUrl}
${stateFile === undefined ? "The keys are in memory." : `The keys are stored in ${stateFile}.`} Press Ctrl-C to stop.
`

/** The JSON line that tells scripts that the sandbox is ready. */
const ready = ({ controlUrl, managementKey, url }: Sandbox.Service): string =>
  JSON.stringify({ event: "ready", url, managementKey, controlUrl, pid: process.pid })

const blockedPort = (port: number): string =>
  `Warning: browsers and fetch block port ${port} ("bad port"). Choose another, such as --port 4010.`

const warnIfBlocked = ({ url }: Sandbox.Service): Effect.Effect<void> => {
  // URLs omit port 80, the default of http.
  const port = Number(new URL(url).port || 80)
  return isBlockedPort(port) ? Console.error(blockedPort(port)) : Effect.void
}

const serve = (settings: Settings): Effect.Effect<never, ListenError | StateError> =>
  Sandbox.pipe(
    Effect.tap(warnIfBlocked),
    Effect.flatMap((sandbox) =>
      Console.log(settings.json ? ready(sandbox) : banner(sandbox, settings.options.stateFile))
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

/** Runs the command with its arguments. Prints errors as one line on stderr. */
export const main = (args: ReadonlyArray<string>): Effect.Effect<void, ListenError | StateError | string> =>
  Effect.flatMap(Either.match(parseFlags(args), { onLeft: Effect.fail, onRight: Effect.succeed }), run).pipe(
    Effect.tapError((error) => Console.error(typeof error === "string" ? error : error.message))
  )
