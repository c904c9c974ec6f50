/**
 * What goes wrong on demand: a queue of faults, and how each spoils a request.
 */
import * as Effect from "effect/Effect"
import type { Fault, Operation, Reply } from "./model.js"
import { standardError } from "./reply.js"

/** Faults in the order in which they were asked for. */
export interface FaultQueue {
  /** Throws a `RangeError` for a fault out of range. */
  readonly add: (fault: Fault) => void
  /** The fault of the next request of this operation, which is one time less from now on. */
  readonly take: (operation: Operation | null) => Fault | undefined
  /** The faults that still wait, each with the times it has left. */
  readonly waiting: () => ReadonlyArray<Fault>
  readonly clear: () => void
}

const problemOf = ({ status, times }: Fault): string | undefined => {
  if (times !== undefined && !(times >= 1)) return `times must be 1 or more, not ${times}`
  const isStatus = status === undefined || (Number.isInteger(status) && status >= 200 && status <= 599)
  return isStatus ? undefined : `status must be a whole number from 200 to 599, not ${status}`
}

export const makeFaultQueue = (): FaultQueue => {
  let waiting: ReadonlyArray<{ readonly fault: Fault; times: number }> = []
  return {
    add: (fault) => {
      const problem = problemOf(fault)
      if (problem !== undefined) throw new RangeError(`FakeOpenRouter.fail: ${problem}`)
      waiting = [...waiting, { fault, times: fault.times ?? 1 }]
    },
    take: (operation) => {
      const next = waiting.find(({ fault }) => fault.operation === undefined || fault.operation === operation)
      if (next === undefined) return undefined
      next.times -= 1
      if (next.times < 1) waiting = waiting.filter((one) => one !== next)
      return next.fault
    },
    waiting: () => waiting.map(({ fault, times }) => ({ ...fault, times })),
    clear: () => {
      waiting = []
    }
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Announces the whole body and holds half of it. */
const cut = ({ body, headers, status }: Reply.Answer): Reply.Cut => {
  const bytes = encoder.encode(body)
  return {
    _tag: "Cut",
    status,
    headers: { ...headers, "content-length": String(bytes.length) },
    body: decoder.decode(bytes.subarray(0, Math.floor(bytes.length / 2)))
  }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The answer with the fault's own body: text as it is, anything else as JSON. */
const withBody = (answer: Reply.Answer, body: unknown): Reply.Answer =>
  typeof body === "string"
    ? { ...answer, headers: { ...answer.headers, "content-type": "text/plain; charset=utf-8" }, body }
    : { ...answer, body: JSON.stringify(body) }

const spoil = (answer: Reply.Answer, fault: Fault): Reply => {
  const replaced = fault.body === undefined ? answer : withBody(answer, fault.body)
  const { body, headers, status } = replaced
  const spoiled: Reply.Answer = {
    _tag: "Answer",
    status,
    headers: { ...headers, ...lowerCased(fault.headers ?? {}) },
    body: fault.malformed === true ? body.slice(0, -1) : body
  }
  return fault.cut === true ? cut(spoiled) : spoiled
}

/** A success has no usual body when nothing was processed. */
const answerOf = (status: number): Reply.Answer => {
  const answer = standardError(status)
  return status >= 400 ? answer : { ...answer, body: "" }
}

/** Answers a request under a fault; `process` is how it would be answered without. */
export const underFault = (fault: Fault, process: Effect.Effect<Reply.Answer>): Effect.Effect<Reply> => {
  const wait = fault.delay === undefined ? Effect.void : Effect.sleep(fault.delay)
  const dropped = (when: "before" | "after"): Reply => ({ _tag: "Dropped", when })
  if (fault.drop === "before") return Effect.as(wait, dropped("before"))
  if (fault.drop === "after") return process.pipe(Effect.zipRight(wait), Effect.as(dropped("after")))
  const answer = fault.status === undefined ? process : Effect.succeed(answerOf(fault.status))
  return wait.pipe(Effect.zipRight(answer), Effect.map((answer) => spoil(answer, fault)))
}
