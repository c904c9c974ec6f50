/**
 * Fault injection: pending faults, and how each changes a response.
 */
import { json, standardError } from "./response.js"
import { readNumber, type StoredFault, storeNumber } from "./state.js"
import type { AnyOperation, FakeResponse, Fault } from "./types.js"
import { byteLength, takeBytes } from "./utf8.js"

const problemOf = ({ delay, status, times }: Fault): string | undefined => {
  if (times !== undefined && !(typeof times === "number" && times >= 1)) {
    return `times must be 1 or more, or Infinity for all, not ${times}`
  }
  if (delay !== undefined && !(delay >= 0)) return `delay must be 0 milliseconds or more, not ${String(delay)}`
  const isStatus = status === undefined || (Number.isInteger(status) && status >= 200 && status <= 599)
  return isStatus ? undefined : `status must be a whole number from 200 to 599, not ${status}`
}

const storeBody = (body: unknown): NonNullable<StoredFault["body"]> => {
  if (typeof body === "string") return { text: body, isJson: false }
  const text = JSON.stringify(body) as string | undefined
  if (text === undefined) throw new RangeError("body must be text or a JSON value")
  return { text, isJson: true }
}

/** Converts a fault for the state. Throws a `RangeError` for a value out of range. */
export const storeFault = (fault: Fault): StoredFault => {
  const problem = problemOf(fault)
  if (problem !== undefined) throw new RangeError(`fail: ${problem}`)
  const { body, cut, delay, drop, headers, malformed, operation, status, times } = fault
  return {
    ...operation !== undefined && { operation },
    times: storeNumber(times ?? 1),
    ...status !== undefined && { status },
    ...headers !== undefined && { headers: { ...headers } },
    ...body !== undefined && { body: storeBody(body) },
    ...delay !== undefined && { delay: storeNumber(delay) },
    ...drop !== undefined && { drop },
    ...cut !== undefined && { cut },
    ...malformed !== undefined && { malformed }
  }
}

/** Converts a stored fault back, with its remaining `times`. */
export const readFault = ({ body, delay, times, ...fault }: StoredFault): Fault => ({
  ...fault,
  times: readNumber(times),
  ...body !== undefined && { body: body.isJson ? JSON.parse(body.text) as unknown : body.text },
  ...delay !== undefined && { delay: readNumber(delay) }
})

/** The fault for the next request of an operation, and the faults still pending. */
export const takeFault = (
  faults: ReadonlyArray<StoredFault>,
  operation: AnyOperation | null
): readonly [taken: StoredFault | undefined, faults: ReadonlyArray<StoredFault>] => {
  const index = faults.findIndex((fault) => fault.operation === undefined || fault.operation === operation)
  const taken = faults[index]
  if (taken === undefined) return [undefined, faults]
  const left = readNumber(taken.times) - 1
  const rest = left < 1 ? [] : [{ ...taken, times: storeNumber(left) }]
  return [taken, [...faults.slice(0, index), ...rest, ...faults.slice(index + 1)]]
}

const lowerCased = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Half of the body, with the `content-length` of all of it. */
const cutInHalf = ({ body, headers, status }: FakeResponse.Complete): FakeResponse.Cut => {
  const bytes = byteLength(body)
  return {
    _tag: "Cut",
    status,
    headers: { ...headers, "content-length": String(bytes) },
    body: takeBytes(body, Math.floor(bytes / 2))
  }
}

/** The response to a request that is not processed. A success status has no body unless the fault has one. */
export const respondWith = (status: number): FakeResponse.Complete =>
  status >= 400 ? standardError(status) : { ...json(status, null), body: "" }

/** Applies a fault to a response. */
export const applyFault = (response: FakeResponse.Complete, fault: StoredFault): FakeResponse => {
  const { body = { text: response.body, isJson: true } } = fault
  const changed: FakeResponse.Complete = {
    _tag: "Complete",
    status: response.status,
    headers: {
      ...response.headers,
      ...!body.isJson && { "content-type": "text/plain; charset=utf-8" },
      ...lowerCased(fault.headers ?? {})
    },
    body: fault.malformed === true ? body.text.slice(0, -1) : body.text
  }
  return fault.cut === true ? cutInHalf(changed) : changed
}
