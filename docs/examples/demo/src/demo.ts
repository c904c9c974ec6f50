/**
 * The demo: runs the lifecycle of a key with the Effect API and the Promise API, on a sandbox or on the real service.
 */
import { FetchHttpClient } from "@effect/platform"
import { type CreateKeysRequest, OpenRouter } from "@openrouter-keys/adapters"
import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Cause, Clock, Config, Effect, Exit, Layer, Random, Redacted } from "effect"
import { abortable } from "./abortable.js"
import { effectLifecycle } from "./effectLifecycle.js"
import type { Printer } from "./printer.js"
import { printingEffects, printingPromises } from "./printingServices.js"
import { promiseLifecycle } from "./promiseLifecycle.js"

const usage = `Usage: npm run demo [-- --live]

Creates, reads, changes and deletes an API key, once with the Effect API and once with the Promise
API: over HTTP, on a sandbox that runs as long as the demo.

  --live   Run on the real service instead, with the management key in OPENROUTER_API_KEY (and the
           URL in OPENROUTER_BASE_URL, if set). The demo deletes the keys that it creates.
  --help   Print this.`

/** Runs the demo with its command-line arguments. Prints the error if it fails. */
export const demo = (args: ReadonlyArray<string>, printer: Printer): Effect.Effect<void, unknown> =>
  Effect.onExit(chosen(args, printer), (exit) => Exit.isFailure(exit) ? explain(printer, exit.cause) : Effect.void)

const chosen = (args: ReadonlyArray<string>, printer: Printer): Effect.Effect<void, unknown> => {
  const unknown = args.find((arg) => arg !== "--live" && arg !== "--help")
  if (unknown !== undefined) return Effect.fail(new Error(`Unknown argument ${unknown}. Use --live or --help.`))
  if (args.includes("--help")) return Effect.sync(() => printer.print(usage))
  return args.includes("--live") ? onRealService(printer) : onSandbox(printer)
}

// =====================================================================================================================
// Services
// =====================================================================================================================

const onSandbox = (printer: Printer): Effect.Effect<void, unknown> =>
  Effect.gen(function*() {
    const { managementKey, url } = yield* Sandbox
    const client = OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), serverURL: url })
    printer.print(`Sandbox of the OpenRouter key API, on this machine: ${url}`)
    const openRouter = new OpenRouter({ apiKey: managementKey, serverURL: url })
    yield* runBoth(printer, openRouter, { limit: 5, limitReset: "monthly" }).pipe(
      Effect.provide(Layer.provide(ApiKeys.layer, Layer.provide(client, FetchHttpClient.layer)))
    )
    printer.print(
      "\nNext: README.md has ten lines of code for each API, and how to run this on your own account."
    )
  }).pipe(Effect.provide(Sandbox.layer({ keys: initialKeys })))

const initialKeys = [
  { name: "Support bot", limit: 50, limitReset: "monthly", usage: 12.4 },
  { name: "Continuous integration", limit: 5, limitReset: "daily", usage: 0.35 }
]

const onRealService = (printer: Printer): Effect.Effect<void, unknown> =>
  Effect.gen(function*() {
    printer.print(notice(yield* serviceHost))
    const expiresAt = new Date((yield* Clock.currentTimeMillis) + 60 * 60 * 1000)
    yield* runBoth(printer, new OpenRouter(), { limit: 0.01, expiresAt })
    printer.print("\nBoth keys are deleted. Next: README.md has ten lines of code for each API.")
  }).pipe(Effect.provide(fromEnvironment))

const fromEnvironment = Layer.mapError(
  ApiKeys.layerLive,
  // The key is the only variable that is required.
  () => new Error("--live needs a management key in OPENROUTER_API_KEY.")
)

const serviceHost = Config.nonEmptyString("OPENROUTER_BASE_URL").pipe(
  Config.withDefault("https://openrouter.ai"),
  // Only the host: the URL may contain secrets.
  Config.map((url) => URL.canParse(url) ? new URL(url).host : "the URL in OPENROUTER_BASE_URL")
)

const notice = (host: string): string =>
  `LIVE on ${host}, with the management key in OPENROUTER_API_KEY.

This creates 2 keys on the account, one after the other, and deletes them, also if a step fails and
on Ctrl-C. Each has a limit of $0.01, expires in an hour, and is named "${namePrefix}"
and a random number.`

// =====================================================================================================================
// Lifecycles
// =====================================================================================================================

const namePrefix = "openrouter-keys demo"

/** A unique name for each key. A key can be found by it if the response to its creation is lost. */
const uniqueName = Effect.map(
  Random.nextIntBetween(0, 0x1000000),
  (n) => `${namePrefix} ${n.toString(16).padStart(6, "0")}`
)

const runBoth = (printer: Printer, openRouter: OpenRouter, request: Omit<CreateKeysRequest, "name">) =>
  Effect.gen(function*() {
    printer.heading("Effect API")
    yield* effectLifecycle({ name: yield* uniqueName, ...request }).pipe(Effect.provide(printingEffects(printer)))

    printer.heading("Promise API")
    const keys = printingPromises(printer, openRouter.apiKeys)
    const name = yield* uniqueName
    yield* abortable(async (signal) => promiseLifecycle(keys, { name, ...request }, signal))
  })

// =====================================================================================================================
// Errors
// =====================================================================================================================

/** Prints one line on stderr for each error, including keys that could not be deleted. */
const explain = (printer: Printer, cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Effect.sync(() => {
    if (Cause.isInterrupted(cause)) printer.printError("Interrupted.")
    for (const problem of [...Cause.failures(cause), ...Cause.defects(cause)]) {
      printer.printError(problem instanceof Error ? problem.message : String(problem))
    }
  })
