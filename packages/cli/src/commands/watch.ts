/** `watch` and `serve`: reports events as they happen. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { Budget } from "@openrouter-keys/fleet/Budget"
import { Notifier } from "@openrouter-keys/fleet/Notifier"
import { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Watch from "@openrouter-keys/fleet/Watch"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { readBudgets } from "../internal/budgetFile.js"
import { serveOnCluster } from "../internal/clusterEngine.js"
import { type CommandError, isTemporary, toCommandError, usageError } from "../internal/failure.js"
import { alarm, gauge, usd } from "../internal/format.js"
import { Host, type HostService } from "../internal/host.js"
import { httpLayer, withApiKeys } from "../internal/manyKeys.js"
import { placeOf } from "../internal/place.js"
import type { Globals } from "../internal/shared.js"
import type { Failure, Program } from "../internal/spec.js"
import { copyLayer, databaseLayer, engineLayer } from "../internal/stateFile.js"
import { tableOf } from "../internal/table.js"
import { safe, safeJson } from "../internal/text.js"

interface Watching extends Globals {
  readonly every: number | undefined
  readonly webhook: string | undefined
  readonly state: string | undefined
  readonly json: boolean
}

interface Input extends Watching {
  readonly file: string | undefined
  readonly once: boolean
  readonly dryRun: boolean
}

/** One line for each event. */
const lineOf = (event: Watch.Event, { stdout }: HostService, json: boolean): string => {
  if (json) return `${safeJson(JSON.stringify(event))}\n`
  const { _tag, at, message } = event
  if (!stdout.isTerminal) return `${at}\t${_tag}\t${safe(message)}\n`
  const isGood = _tag === "BackToNormal" || _tag === "KeyAppeared"
  return `${stdout.paint("dim", at.slice(0, 19).replace("T", " "))}  ${
    stdout.paint(isGood ? "green" : "yellow", safe(message))
  }\n`
}

const secretVariable = "OPENROUTER_KEYS_WEBHOOK_SECRET"

type Send = (event: Watch.Event) => Effect.Effect<void, CommandError>

/** Sends events to the webhook, if there is one. */
const webhook = (url: string | undefined): Effect.Effect<Send, CommandError, Host> =>
  Effect.gen(function*() {
    if (url === undefined) return quiet
    const { env } = yield* Host
    const secret = env[secretVariable] ?? ""
    if (secret.length < 16) {
      const why = `--webhook needs a secret of 16 characters or more in ${secretVariable}, which signs each request.`
      return yield* usageError(why)
    }
    // Built before the watch begins, so that invalid settings fail at once.
    const built = yield* Layer.build(Notifier.webhook({ url, secret: Redacted.make(secret) })).pipe(
      Effect.provide(httpLayer),
      Effect.scoped,
      Effect.mapError(({ message }) => usageError(`--webhook: ${message}`))
    )
    const notifier = Context.get(built, Notifier)
    const send: Send = (event) => Effect.mapError(notifier.notify(event), toCommandError)
    return send
  })

const quiet: Send = () => Effect.void

/** Shows the budgets as bars, only on a terminal. */
const showBudgets = (
  budgets: ReadonlyArray<Budget>,
  { json }: Watching
): Effect.Effect<void, Failure, Host | SqlClient> =>
  Effect.gen(function*() {
    const { stdout, write } = yield* Host
    if (!stdout.isTerminal || json || budgets.length === 0) return
    const rows = yield* Effect.mapError(Watch.spent(budgets), toCommandError)
    const shareOf = ({ budget: { limit }, spent }: Watch.Spent): number => spent / limit
    const table = yield* tableOf(rows, [
      { title: "BUDGET", cell: ({ budget }) => budget.name, shrinksTo: 12 },
      { title: "SPENT", cell: ({ spent }) => usd(spent), align: "right" },
      { title: "LIMIT", cell: ({ budget }) => `${usd(budget.limit)}/${budget.period}`, align: "right" },
      { title: "", cell: (row) => ({ text: gauge(shareOf(row), 20), look: alarm(shareOf(row)) }), rank: 1 }
    ], stdout)
    yield* write(`${table}\n`)
  })

type Told = Effect.Effect<void, Failure, ApiKeys | Host | SqlClient>

const tell = (
  events: Stream.Stream<Watch.Event, Watch.LookError, ApiKeys | SqlClient>,
  send: Send,
  { json }: Watching
): Told =>
  Effect.flatMap(Host, (host) =>
    events.pipe(
      Stream.mapError(toCommandError),
      Stream.runForEach((event) => Effect.zipRight(send(event), host.write(lineOf(event, host, json))))
    ))

const watchOnce = (budgets: ReadonlyArray<Budget>, send: Send, input: Input): Told =>
  Effect.zipRight(tell(Watch.look({ budgets }), send, input), showBudgets(budgets, input))

const watchOn = (budgets: ReadonlyArray<Budget>, send: Send, input: Watching): Told =>
  Effect.gen(function*() {
    // Stores the usage that the bars show. The watch reports the events.
    yield* Effect.mapError(Watch.observe({ budgets }), toCommandError)
    yield* showBudgets(budgets, input)
    const { say } = yield* Host
    yield* say("Watching. Press Ctrl-C to stop.")
    yield* tell(Watch.run({ budgets, every: input.every ?? "5 minutes" }), send, input)
  })

export const run = (input: Input): Program =>
  withApiKeys(
    input,
    Effect.gen(function*() {
      const budgets = input.file === undefined ? [] : yield* readBudgets(input.file)
      if (input.dryRun) {
        // Without `then`, a budget only notifies.
        const notifying = budgets.map(({ then: _, ...budget }): Budget => budget)
        return yield* Effect.provide(watchOnce(notifying, quiet, input), copyLayer(input.state))
      }
      const send = yield* webhook(input.webhook)
      const program = input.once ? watchOnce(budgets, send, input) : watchOn(budgets, send, input)
      yield* Effect.provide(program, databaseLayer(input.state))
    })
  )

interface ServeInput extends Watching {
  readonly budgets: string | undefined
  readonly cluster: string | undefined
}

/** Reports the steps of rotations. */
const tellRotations = ({ json }: Watching): Effect.Effect<never, Failure, Rotation | Host> =>
  Effect.gen(function*() {
    const { stdout, write } = yield* Host
    const known = new Map<string, string>()
    for (;;) {
      for (const status of yield* Effect.mapError(Rotation.list, toCommandError)) {
        const { id, name, reason, state, step, updatedAt } = status
        const now = `${step} ${state} ${reason ?? ""}`
        const isNews = known.get(id) !== now && (known.has(id) || state === "active" || state === "stopped")
        known.set(id, now)
        if (!isNews) continue
        const message = `Rotation ${id} of ${JSON.stringify(name)}: ${step}, ${state}${
          reason === null ? "" : `: ${reason}`
        }`
        if (json) yield* write(`${safeJson(JSON.stringify({ _tag: "Rotation", ...status, at: updatedAt, message }))}\n`)
        else {yield* write(
            stdout.isTerminal
              ? `${updatedAt.slice(0, 19).replace("T", " ")}  ${safe(message)}\n`
              : `${updatedAt}\tRotation\t${safe(message)}\n`
          )}
      }
      yield* Effect.sleep("1 second")
    }
  })

/**
 * Watches again after a temporary failure, such as a webhook that is down, so that rotations continue. Events that were not
 * delivered are reported again.
 */
const watchForever = (budgets: ReadonlyArray<Budget>, send: Send, input: ServeInput) =>
  watchOn(budgets, send, input).pipe(
    Effect.tapError((error) =>
      isTemporary(error)
        ? Effect.flatMap(Host, ({ say }) => say(`openrouter-keys: ${safe(error.message)}`))
        : Effect.void
    ),
    Effect.retry({ schedule: Schedule.spaced(input.every ?? "5 minutes"), while: isTemporary })
  )

const serveAll = (input: ServeInput): Program =>
  withApiKeys(
    input,
    Effect.gen(function*() {
      const place = yield* placeOf(input)
      const budgets = input.budgets === undefined ? [] : yield* readBudgets(input.budgets)
      const send = yield* webhook(input.webhook)
      const serving = Effect.raceFirst(watchForever(budgets, send, input), tellRotations(input))
      yield* place._tag === "File"
        ? Effect.provide(serving, engineLayer(place.state))
        : serveOnCluster(place.database, serving)
    })
  )

export const serve = { run: serveAll }
