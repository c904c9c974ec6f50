/** The API's operations, configured by the command line and the environment. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { readFile } from "node:fs/promises"
import { CommandError, exit, failure, usageError } from "./failure.js"
import { Host } from "./host.js"
import type { Globals } from "./shared.js"

const noKey = new CommandError({
  exitCode: exit.notAuthorised,
  message: "No management key: set OPENROUTER_MANAGEMENT_KEY, or pass --api-key-file FILE or --api-key-stdin."
})

/** Reads a management key from the text of a file or of standard input. */
const keyIn = (text: string, source: string): Effect.Effect<string, CommandError> => {
  const key = text.trim()
  if (key === "") return failure(`${source} is empty: it must contain the management key.`)
  return /\s/.test(key) ? failure(`${source} must contain only the management key.`) : Effect.succeed(key)
}

const fromFile = (file: string): Effect.Effect<string, CommandError> =>
  Effect.tryPromise({
    try: () => readFile(file, "utf8"),
    catch: (cause) => failure(`The management key cannot be read: ${cause instanceof Error ? cause.message : file}.`)
  }).pipe(Effect.flatMap((text) => keyIn(text, file)))

/** The management key. */
const managementKey = (
  { apiKeyFile, apiKeyStdin }: Globals
): Effect.Effect<Redacted.Redacted<string>, CommandError, Host> =>
  Effect.gen(function*() {
    const { env, readStdin } = yield* Host
    if (apiKeyFile !== undefined && apiKeyStdin) {
      return yield* usageError("--api-key-file and --api-key-stdin cannot be combined.")
    }
    if (apiKeyFile !== undefined) return Redacted.make(yield* fromFile(apiKeyFile))
    if (apiKeyStdin) return Redacted.make(yield* keyIn(yield* readStdin, "Standard input"))
    const key = env["OPENROUTER_MANAGEMENT_KEY"] || env["OPENROUTER_API_KEY"]
    return key ? Redacted.make(key) : yield* noKey
  })

/** The operations. */
export const layer = (globals: Globals): Layer.Layer<ApiKeys, CommandError, Host> =>
  ApiKeys.layer.pipe(
    Layer.provide(Layer.unwrapEffect(
      Effect.gen(function*() {
        const { env } = yield* Host
        const apiKey = yield* managementKey(globals)
        const serverURL = env["OPENROUTER_BASE_URL"] || undefined
        return OpenRouterClient.layer({ apiKey, serverURL, userAgent: "openrouter-keys" })
      })
    )),
    // Over `node:http`: Node's fetch takes 0.1 seconds to load, and a command half a second.
    Layer.provide(NodeHttpClient.layer)
  )
