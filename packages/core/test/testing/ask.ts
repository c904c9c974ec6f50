/**
 * How these tests talk to the fake: through `handle`, with the JSON read.
 */
import * as Effect from "effect/Effect"
import type { FakeOpenRouter } from "../../src/testing/FakeOpenRouter.js"

export interface Question {
  /** The bearer token; the management key by default, `null` for none. */
  readonly token?: string | null
  /** A string is sent unchanged, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface ParsedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Untyped, because the tests check it. */
  readonly json: any
}

export const headersFor = (fake: FakeOpenRouter.Service, { headers, token }: Question): Record<string, string> => ({
  ...token === null ? {} : { authorization: `Bearer ${token ?? fake.managementKey}` },
  ...headers
})

export const bodyFor = ({ body }: Question): string | undefined =>
  body === undefined || typeof body === "string" ? body : JSON.stringify(body)

/** Asks and takes an ordinary response; a dropped or a cut one is a defect. */
export const ask = (
  fake: FakeOpenRouter.Service,
  method: string,
  path: string,
  question: Question = {}
): Effect.Effect<ParsedResponse> =>
  fake.handle({
    method,
    url: `/api/v1${path}`,
    headers: headersFor(fake, question),
    body: bodyFor(question)
  }).pipe(
    Effect.flatMap((response) => {
      if (response._tag !== "Complete") return Effect.dieMessage(`${method} ${path}: ${response._tag}`)
      const { body, headers, status } = response
      return Effect.succeed({ status, headers, json: JSON.parse(body) as unknown })
    })
  )
