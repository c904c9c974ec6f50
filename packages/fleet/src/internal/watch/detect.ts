/** Detects events of keys and budgets, with pure functions. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { Budget } from "../../Budget.js"
import type { Event, EventBody, KeyRef } from "../../Watch.js"
import { dayOf, firstDay, nextFirstDay, type Period, periodName, startOfDay } from "../history/calendar.js"
import type { Changed, KeyState, Observation } from "../history/store.js"
import type { Candidate, Condition } from "./eventLog.js"

/** Findings of one look. */
export interface Found {
  readonly candidates: Array<Candidate>
  readonly holding: Array<Condition>
}

/** The period of a time. */
interface Frame {
  readonly name: string
  readonly endsAt: number
  /** Elapsed share of the period, from 0 to 1. */
  readonly elapsed: number
}

const frameOf = (period: Period, at: number): Frame => {
  const start = startOfDay(firstDay(period, dayOf(at)))
  const endsAt = startOfDay(nextFirstDay(period, dayOf(at)))
  return { name: periodName(period, dayOf(at)), endsAt, elapsed: (at - start) / (endsAt - start) }
}

/** Elapsed share of a period at which forecasts begin. Earlier ones would be unreliable. */
const minElapsed = 0.1

/** Projected spending at the end of the period; `null` if it is too early for a forecast. */
const projected = (spent: number, { elapsed }: Frame): number | null => elapsed < minElapsed ? null : spent / elapsed

/** Makes an event. Repeated events have the same ID. */
export const eventOf = (id: string, at: number, message: string, body: EventBody): Event => ({
  id,
  at: new Date(at).toISOString(),
  message,
  ...body
})

/** Formats an amount with cents, or with more digits if it is smaller. */
const usd = (amount: number): string => {
  const isTiny = amount > 0 && amount < 0.01
  return `${isTiny ? amount.toFixed(9).replace(/0+$/, "") : amount.toFixed(2)} USD`
}

const now: Readonly<Record<Period, string>> = { day: "today", week: "this week", month: "this month" }

/** Names are untrusted input: quotes separate them from the message. */
const quoted = (name: string): string => JSON.stringify(name)

export const refOf = ({ hash, label, name }: KeyRef): KeyRef => ({ hash, label, name })

// =====================================================================================================================
// Budgets
// =====================================================================================================================

/** Default shares of the limit for events of budgets. */
const defaultWarnAt = [0.5, 0.8, 1]

/** Events of a budget with this spending, in USD. */
export const ofBudget = (budget: Budget, spent: number, at: number): Found => {
  const frame = frameOf(budget.period, at)
  const id = (kind: string, detail: string) => `${kind}/${budget.name}/${frame.name}/${detail}@${budget.limit}`
  const common = {
    budget: budget.name,
    spent,
    limit: budget.limit,
    period: budget.period,
    periodName: frame.name,
    periodEnds: new Date(frame.endsAt).toISOString()
  }
  const crossed = [...budget.warnAt ?? defaultWarnAt].sort((a, b) => a - b).filter((share) =>
    spent >= share * budget.limit
  )
  const candidates: Array<Candidate> = crossed.map((threshold) => ({
    until: frame.endsAt,
    event: eventOf(
      id("budget-threshold", String(threshold)),
      at,
      `${quoted(budget.name)} has spent ${usd(spent)} of ${usd(budget.limit)} ${now[budget.period]}: ${
        spent > threshold * budget.limit ? "more than " : ""
      }${percent(threshold)}.`,
      { _tag: "BudgetThreshold", threshold, ...common }
    )
  }))
  const expected = projected(spent, frame)
  if (expected !== null && spent < budget.limit && expected >= budget.limit) {
    candidates.push({
      until: frame.endsAt,
      event: eventOf(
        id("budget-forecast", ""),
        at,
        `${quoted(budget.name)} will have spent ${usd(expected)} of ${usd(budget.limit)} ${
          now[budget.period]
        }, at the current rate.`,
        { _tag: "BudgetForecast", projected: expected, ...common }
      )
    })
  }
  const holding = crossed.length === 0
    ? []
    : [{ id: `budget/${budget.name}`, of: { budget: budget.name, hash: null, name: null, label: null } }]
  return { candidates, holding }
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`

// =====================================================================================================================
// Keys
// =====================================================================================================================

const periods: Readonly<Record<string, Period>> = { daily: "day", weekly: "week", monthly: "month" }

/** Events of a single key: its limit, and its expiry. */
export const ofKey = (key: ApiKey, at: number, expiryNoticeMs: number): Found => {
  if (key.disabled) return { candidates: [], holding: [] }
  const limit = ofLimit(key, at)
  return { candidates: [...limit.candidates, ...ofExpiry(key, at, expiryNoticeMs)], holding: limit.holding }
}

const ofLimit = (key: ApiKey, at: number): Found => {
  const { limit, limitRemaining } = key
  if (limit === null || limit === 0 || limitRemaining === null) return { candidates: [], holding: [] }
  const period = periods[key.limitReset ?? ""]
  const frame = period === undefined ? null : frameOf(period, at)
  const id = (kind: string) => `${kind}/${key.hash}/${frame?.name ?? "ever"}/@${limit}`
  const until = frame?.endsAt ?? null
  if (limitRemaining <= 0) {
    const event = eventOf(
      id("limit-reached"),
      at,
      `The key ${quoted(key.name)} has reached its limit of ${usd(limit)}.`,
      {
        _tag: "KeyLimitReached",
        key: refOf(key),
        limit,
        limitReset: key.limitReset
      }
    )
    return {
      candidates: [{ event, until }],
      holding: [{ id: `limit/${key.hash}`, of: { budget: null, ...refOf(key) } }]
    }
  }
  const spent = limit - limitRemaining
  const expected = frame === null ? null : projected(spent, frame)
  if (expected === null || expected < limit) return { candidates: [], holding: [] }
  const event = eventOf(
    id("limit-forecast"),
    at,
    `The key ${quoted(key.name)} will reach its limit of ${usd(limit)} ${
      period === undefined ? "" : `${now[period]}, `
    }at the current rate.`,
    { _tag: "KeyLimitForecast", key: refOf(key), spent, limit, projected: expected }
  )
  return { candidates: [{ event, until }], holding: [] }
}

const ofExpiry = (key: ApiKey, at: number, noticeMs: number): ReadonlyArray<Candidate> => {
  const { expiresAt } = key
  const left = expiresAt === null ? Number.NaN : Date.parse(expiresAt) - at
  if (expiresAt === null || !(left > 0 && left <= noticeMs)) return []
  const event = eventOf(`expiry/${key.hash}/${expiresAt}`, at, `The key ${quoted(key.name)} expires at ${expiresAt}.`, {
    _tag: "KeyExpiring",
    key: refOf(key),
    expiresAt
  })
  return [{ event, until: at + left }]
}

// =====================================================================================================================
// Changes of keys
// =====================================================================================================================

/** Events of keys that are new, changed or deleted since the previous look. */
export const ofObservation = ({ appeared, at, changed, gone, isFirst }: Observation): ReadonlyArray<Candidate> => {
  if (isFirst) return []
  const tell = (kind: string, key: KeyRef, message: string, body: EventBody): Candidate => ({
    until: at,
    event: eventOf(`${kind}/${key.hash}/${at}`, at, message, body)
  })
  return [
    ...appeared.map((key) =>
      tell("appeared", key, `The key ${quoted(key.name)} is new.`, { _tag: "KeyAppeared", key: refOf(key) })
    ),
    ...changed.map((change) =>
      tell("changed", change.after, changeMessage(change), {
        _tag: "KeyChanged",
        key: refOf(change.after),
        fields: change.fields.map((field) => ({ field, before: change.before[field], after: change.after[field] }))
      })
    ),
    ...gone.map((key: KeyState) =>
      tell("gone", key, `The key ${quoted(key.name)} is gone.`, { _tag: "KeyGone", key: refOf(key) })
    )
  ]
}

const valueText = (field: string, value: string | number | boolean | null): string =>
  field === "limit" && typeof value === "number" ? usd(value) : JSON.stringify(value)

const changeMessage = ({ after, before, fields }: Changed): string => {
  const changes = fields.map((field) =>
    `${field} was ${valueText(field, before[field])} and is ${valueText(field, after[field])}`
  )
  return `The key ${quoted(before.name)} has changed: ${changes.join(", ")}.`
}

/** Event of a condition that has ended. */
export const ofEnd = ({ id, of }: Condition, at: number): Candidate => {
  const subject = of.budget === null ? `The key ${quoted(of.name ?? "")}` : `The budget ${quoted(of.budget)}`
  const key = of.hash === null ? null : { hash: of.hash, label: of.label ?? "", name: of.name ?? "" }
  return {
    until: at,
    event: eventOf(`normal/${id}/${at}`, at, `${id === "watch" ? "The watch" : subject} is back to normal.`, {
      _tag: "BackToNormal",
      budget: of.budget,
      key
    })
  }
}
