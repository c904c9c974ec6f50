/**
 * Sends requests to a fake synchronously, on a clock that the test sets.
 */
import { type Fake, type FakeOptions, makeFake } from "../../src/fake/index.js"

export interface Question {
  /** The bearer token; the management key by default, `null` for none. */
  readonly token?: string | null
  /** A string is sent unchanged, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Untyped, because the tests check it. */
  readonly json: any
}

export interface Clock {
  now: number
}

/** A fake and its clock, which starts in 1970 by default. */
export const make = (options: FakeOptions & { readonly at?: string } = {}): { fake: Fake; clock: Clock } => {
  const { at = "1970-01-01T00:00:00Z", ...rest } = options
  const clock = { now: Date.parse(at) }
  return { fake: makeFake({ now: () => clock.now, ...rest }), clock }
}

export const headersFor = (fake: Fake, { headers, token }: Question): Record<string, string> => ({
  ...token === null ? {} : { authorization: `Bearer ${token ?? fake.managementKey}` },
  ...headers
})

export const bodyFor = ({ body }: Question): string | undefined =>
  body === undefined || typeof body === "string" ? body : JSON.stringify(body)

/** Begins an exchange under `/api/v1`. */
export const begin = (fake: Fake, method: string, path: string, question: Question = {}) =>
  fake.begin({ method, url: `/api/v1${path}`, headers: headersFor(fake, question), body: bodyFor(question) })

/** Sends a request and reads its complete response. */
export const ask = (fake: Fake, method: string, path: string, question: Question = {}): Received => {
  const { response } = begin(fake, method, path, question).complete()
  if (response._tag !== "Complete") throw new Error(`${method} ${path}: ${response._tag}`)
  return { status: response.status, headers: response.headers, json: JSON.parse(response.body) as unknown }
}
