/**
 * The command: starts a sandbox or uses the real service, and serves the dashboard.
 */
import { Sandbox } from "@openrouter-keys/sandbox"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { openInBrowser } from "./browser.js"
import { parseFlags, type Settings, usage } from "./flags.js"
import { serve, type ServerOptions } from "./server.js"

type Service = Pick<ServerOptions, "apiKey" | "mode" | "serverURL"> & { readonly notice: string }

const sandbox = (keys: number): Effect.Effect<Service, never, Sandbox> =>
  Effect.map(Sandbox, ({ managementKey, url }) => ({
    mode: "sandbox" as const,
    apiKey: Redacted.make(managementKey),
    serverURL: url,
    notice: `Sandbox with ${keys} keys in memory.`
  }))

// =====================================================================================================================
// The real service
// =====================================================================================================================

const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)

const apiKey = Config.nonEmptyString("OPENROUTER_API_KEY").pipe(
  Effect.mapError(() => new Error("--live needs a management key in OPENROUTER_API_KEY.")),
  Effect.filterOrFail(
    isToken,
    () => new Error("OPENROUTER_API_KEY contains characters that are not allowed in a header.")
  ),
  Effect.map(Redacted.make)
)

/** Whether a URL is valid. Error messages do not repeat it: it may contain a password. */
const isAddress = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].join("") === ""
}

const serverURL = Config.nonEmptyString("OPENROUTER_BASE_URL").pipe(
  Config.withDefault("https://openrouter.ai/api/v1"),
  Effect.orDie,
  Effect.filterOrFail(
    isAddress,
    () => new Error("OPENROUTER_BASE_URL must be an http or https URL without user, password, query or fragment.")
  )
)

const live: Effect.Effect<Service, Error> = Effect.gen(function*() {
  const service = { apiKey: yield* apiKey, serverURL: yield* serverURL }
  const { host } = new URL(service.serverURL)
  const notice = `LIVE on ${host}, with the management key in OPENROUTER_API_KEY: changes are real.`
  return { ...service, mode: "live" as const, notice }
})

// =====================================================================================================================
// The command
// =====================================================================================================================

const run = (
  { notice, ...service }: Service,
  { open, port }: Settings,
  directory: string
): Effect.Effect<never, Error> =>
  Effect.gen(function*() {
    const url = yield* serve({ ...service, directory, port })
    yield* Console.log(`The dashboard: ${url}\n${notice} Press Ctrl-C to stop.`)
    if (open) yield* openInBrowser(url)
    return yield* Effect.never
  }).pipe(Effect.scoped)

/** Runs the command with its arguments and the built page in `directory`. Prints errors on stderr. */
export const dashboard = (
  args: ReadonlyArray<string>,
  directory: string
): Effect.Effect<void, unknown> =>
  Effect.gen(function*() {
    const settings = yield* Either.mapLeft(parseFlags(args), (problem) => new Error(problem))
    if (settings.help) return yield* Console.log(usage)
    if (settings.live) return yield* run(yield* live, settings, directory)
    // The seed gives the same keys on each start.
    const layer = Sandbox.layer({ keys: settings.keys, seed: "dashboard" })
    return yield* Effect.provide(
      Effect.flatMap(sandbox(settings.keys), (service) => run(service, settings, directory)),
      layer
    )
  }).pipe(
    Effect.tapError(({ message }) => Console.error(message))
  )
