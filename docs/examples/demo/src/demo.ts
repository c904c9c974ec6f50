/**
 * The demo as a whole: a key's life through both faces, on the sandbox or on the real service.
 */
import { FetchHttpClient } from "@effect/platform"
import { type CreateKeysRequest, OpenRouter } from "@openrouter-keys/adapters"
import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Cause, Clock, Config, Effect, Exit, Layer, Random, Redacted } from "effect"
import { abortable } from "./abortable.js"
import { effectLifecycle } from "./effectLifecycle.js"
import { narratedEffects, narratedPromises } from "./narrated.js"
import type { Narrator } from "./narrator.js"
import { promiseLifecycle } from "./promiseLifecycle.js"

const usage = `Usage: npm run demo [-- --live]

Takes an API key through its life, once as an Effect program and once as ordinary async code:
over HTTP, on a sandbox that runs for as long as the demo.

  --live   Run on the real service instead, with the management key in OPENROUTER_API_KEY (and the
           address in OPENROUTER_BASE_URL, if set). What is created is deleted again.
  --help   Print this.`

/** Runs the demo with the arguments of its command line. Fails after having told why. */
export const demo = (args: ReadonlyArray<string>, narrator: Narrator): Effect.Effect<void, unknown> =>
  Effect.onExit(chosen(args, narrator), (exit) => Exit.isFailure(exit) ? explain(narrator, exit.cause) : Effect.void)

const chosen = (args: ReadonlyArray<string>, narrator: Narrator): Effect.Effect<void, unknown> => {
  const unknown = args.find((arg) => arg !== "--live" && arg !== "--help")
  if (unknown !== undefined) return Effect.fail(new Error(`Unknown argument ${unknown}: there are --live and --help.`))
  if (args.includes("--help")) return Effect.sync(() => narrator.say(usage))
  return args.includes("--live") ? onRealService(narrator) : onSandbox(narrator)
}

// =====================================================================================================================
// Where
// =====================================================================================================================

const onSandbox = (narrator: Narrator): Effect.Effect<void, unknown> =>
  Effect.gen(function*() {
    const { managementKey, url } = yield* Sandbox
    const client = OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), serverURL: url })
    narrator.say(`On a sandbox, the OpenRouter key API on this machine: ${url}`)
    const openRouter = new OpenRouter({ apiKey: managementKey, serverURL: url })
    yield* bothFaces(narrator, openRouter, { limit: 5, limitReset: "monthly" }).pipe(
      Effect.provide(Layer.provide(ApiKeys.layer, Layer.provide(client, FetchHttpClient.layer)))
    )
    narrator.say("\nNext: README.md has ten lines of code for each face, and how to run this on your own account.")
  }).pipe(Effect.provide(Sandbox.layer({ keys: alreadyThere })))

const alreadyThere = [
  { name: "Support bot", limit: 50, limitReset: "monthly", usage: 12.4 },
  { name: "Continuous integration", limit: 5, limitReset: "daily", usage: 0.35 }
]

const onRealService = (narrator: Narrator): Effect.Effect<void, unknown> =>
  Effect.gen(function*() {
    narrator.say(notice(yield* serviceHost))
    const expiresAt = new Date((yield* Clock.currentTimeMillis) + 60 * 60 * 1000)
    yield* bothFaces(narrator, new OpenRouter(), { limit: 0.01, expiresAt })
    narrator.say("\nBoth keys are deleted again. Next: README.md has ten lines of code for each face.")
  }).pipe(Effect.provide(fromEnvironment))

const fromEnvironment = Layer.mapError(
  ApiKeys.layerLive,
  // The key is all it requires of the environment.
  () => new Error("--live needs a management key in OPENROUTER_API_KEY.")
)

const serviceHost = Config.nonEmptyString("OPENROUTER_BASE_URL").pipe(
  Config.withDefault("https://openrouter.ai"),
  // Only the host: an address may hold more than is meant to be shown.
  Config.map((address) => URL.canParse(address) ? new URL(address).host : "the address in OPENROUTER_BASE_URL")
)

const notice = (host: string): string =>
  `LIVE on ${host}, with the management key in OPENROUTER_API_KEY.

This creates 2 keys on the account, one after the other, and deletes them again: also when a step
fails, and on Ctrl-C. Each has a limit of $0.01, expires in an hour, and is named
"${namePrefix}" and a random number.`

// =====================================================================================================================
// What
// =====================================================================================================================

const namePrefix = "openrouter-keys demo"

/** A name of its own for each key, so that a key whose creation was not answered can be found. */
const freshName = Effect.map(
  Random.nextIntBetween(0, 0x1000000),
  (n) => `${namePrefix} ${n.toString(16).padStart(6, "0")}`
)

const bothFaces = (narrator: Narrator, openRouter: OpenRouter, request: Omit<CreateKeysRequest, "name">) =>
  Effect.gen(function*() {
    narrator.heading("As an Effect program")
    yield* effectLifecycle({ name: yield* freshName, ...request }).pipe(Effect.provide(narratedEffects(narrator)))

    narrator.heading("As ordinary async code")
    const keys = narratedPromises(narrator, openRouter.apiKeys)
    const name = yield* freshName
    yield* abortable(async (signal) => promiseLifecycle(keys, { name, ...request }, signal))
  })

// =====================================================================================================================
// What went wrong
// =====================================================================================================================

/** The last word on stderr: a line for each thing that went wrong, so also for a key that could not be deleted. */
const explain = (narrator: Narrator, cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Effect.sync(() => {
    if (Cause.isInterrupted(cause)) narrator.complain("Interrupted.")
    for (const problem of [...Cause.failures(cause), ...Cause.defects(cause)]) {
      narrator.complain(problem instanceof Error ? problem.message : String(problem))
    }
  })
