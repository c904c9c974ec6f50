/** A look at all keys: stores their spending and the events. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import { type Budget, matches } from "../../Budget.js"
import type { Event } from "../../Watch.js"
import { dayOf, firstDay, nextFirstDay, periodName, startOfDay } from "../history/calendar.js"
import * as Store from "../history/store.js"
import * as Lineage from "../lineage.js"
import { keysOfAll } from "../lookup.js"
import * as Detect from "./detect.js"
import * as EventLog from "./eventLog.js"

/** Settings of a look. */
export interface Settings {
  readonly budgets: ReadonlyArray<Budget>
  /** `undefined` is the default workspace. */
  readonly workspaces: ReadonlyArray<string | undefined>
  readonly expiryNoticeMs: number
}

type Query<A> = Effect.Effect<A, SqlError, SqlClient.SqlClient>

/** Looks once, and returns the events that are not delivered yet. */
export const look = (
  settings: Settings
): Effect.Effect<ReadonlyArray<Event>, ListError | SqlError, ApiKeys | SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const keys = yield* keysOfAll(settings.workspaces)
    const sql = yield* SqlClient.SqlClient
    const { at, exceeded } = yield* sql.withTransaction(store(keys, settings))
    if (exceeded.length > 0) yield* disable(keys, exceeded, at)
    return yield* EventLog.open
  })

const store = (keys: ReadonlyArray<ApiKey>, { budgets, expiryNoticeMs }: Settings) =>
  Effect.gen(function*() {
    const observation = yield* Store.record(keys)
    const { at } = observation
    const candidates = [...Detect.ofObservation(observation)]
    const holding: Array<EventLog.Condition> = []
    const add = (found: Detect.Found) => {
      candidates.push(...found.candidates)
      holding.push(...found.holding)
    }
    const spent = yield* spentOf(budgets, at)
    for (const [budget, amount] of spent) add(Detect.ofBudget(budget, amount, at))
    for (const key of keys) add(Detect.ofKey(key, at, expiryNoticeMs))
    const over = yield* EventLog.conditions(holding)
    const listed = new Set(keys.map(({ hash }) => hash))
    const names = new Set(budgets.map(({ name }) => name))
    // Deleted keys and budgets cause no `BackToNormal`.
    const ended = over.filter(({ of }) =>
      (of.hash === null || listed.has(of.hash)) && (of.budget === null || names.has(of.budget))
    )
    yield* EventLog.add([...candidates, ...ended.map((condition) => Detect.ofEnd(condition, at))])
    yield* EventLog.forget(at)
    const exceeded = [...spent].filter(([budget, amount]) => budget.then === "disable" && amount >= budget.limit)
    return { at, exceeded: exceeded.map(([budget]) => budget) }
  })

/** Spending of each budget's keys in its period, in USD. */
export const spentOf = (budgets: ReadonlyArray<Budget>, at: number): Query<ReadonlyMap<Budget, number>> =>
  Effect.gen(function*() {
    const spent = new Map<Budget, number>()
    const lineOf = yield* Lineage.lineOf
    for (const period of new Set(budgets.map(({ period }) => period))) {
      const sums = yield* Store.sumsSince(firstDay(period, dayOf(at)))
      for (const budget of budgets) {
        if (budget.period !== period) continue
        const nano = sums.reduce(
          (sum, { byok, state, usage }) =>
            matches(budget.keys, state, lineOf) ? sum + usage + (budget.includeByok === true ? byok : 0) : sum,
          0
        )
        spent.set(budget, Store.fromNano(nano))
      }
    }
    return spent
  })

/** Disables the keys of budgets at their limit. A failure is an event, and the next look tries again. */
const disable = (keys: ReadonlyArray<ApiKey>, budgets: ReadonlyArray<Budget>, at: number) =>
  Effect.flatMap(Lineage.lineOf, (lineOf) =>
    Effect.forEach(keys, (key) => {
      const budget = key.disabled ? undefined : budgets.find((budget) => matches(budget.keys, key, lineOf))
      return budget === undefined ? Effect.void : disableKey(key, budget, at)
    }, { discard: true }))

const disableKey = (key: ApiKey, budget: Budget, at: number) =>
  ApiKeys.update({ hash: key.hash, requestBody: { disabled: true } }).pipe(
    Effect.matchEffect({
      // The key was deleted meanwhile.
      onFailure: (error) =>
        error._tag === "NotFound" ? Effect.void : EventLog.add([notDisabled(key, budget, at, error.message)]),
      onSuccess: () => Effect.zipRight(EventLog.add([disabled(key, budget, at)]), Store.noteDisabled(key))
    })
  )

const inPeriod = (kind: string, key: ApiKey, budget: Budget, at: number): string =>
  `${kind}/${key.hash}/${budget.name}/${periodName(budget.period, dayOf(at))}`

const endOfPeriod = (budget: Budget, at: number): number => startOfDay(nextFirstDay(budget.period, dayOf(at)))

const disabled = (key: ApiKey, budget: Budget, at: number): EventLog.Candidate => ({
  until: endOfPeriod(budget, at),
  event: Detect.eventOf(
    `${inPeriod("disabled", key, budget, at)}/${at}`,
    at,
    `The key ${JSON.stringify(key.name)} was disabled, because ${JSON.stringify(budget.name)} has reached its limit.`,
    { _tag: "KeyDisabled", key: Detect.refOf(key), budget: budget.name }
  )
})

const notDisabled = (key: ApiKey, budget: Budget, at: number, reason: string): EventLog.Candidate => ({
  until: endOfPeriod(budget, at),
  event: Detect.eventOf(
    inPeriod("not-disabled", key, budget, at),
    at,
    `The key ${JSON.stringify(key.name)} could not be disabled, although ${
      JSON.stringify(budget.name)
    } has reached its limit. Each look tries again. Reason: ${reason}`,
    { _tag: "KeyNotDisabled", key: Detect.refOf(key), budget: budget.name, reason }
  )
})
