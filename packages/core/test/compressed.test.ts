/** Compressed responses, over everything that sends requests. */
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { Effect, Redacted } from "effect"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { over, transports } from "./support/calls.js"
import { type Incoming, serve } from "./support/server.js"
import { created, createdKey, page, refusal, wireKey } from "./support/wire.js"

const codings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const
type Coding = keyof typeof codings

/** Compresses unless the request says that it must not be: so do gateways, also where a request says nothing of it. */
const compressed = (coding: Coding, status: number, body: string) => ({ request, response }: Incoming): void => {
  const isIdentity = /^\s*identity\s*$/.test(request.headers["accept-encoding"] ?? "")
  response.writeHead(status, {
    "content-type": "application/json",
    ...(isIdentity ? {} : { "content-encoding": coding })
  })
  response.end(isIdentity ? body : codings[coding](body))
}

describe.each(Object.keys(transports))("over %s", (transport) => {
  it.live.each(Object.keys(codings) as ReadonlyArray<Coding>)(
    "a response with content encoding %s is decoded",
    (coding) =>
      Effect.gen(function*() {
        const keys = Array.from({ length: 100 }, (_, n) => ({ ...wireKey, hash: `key-${n}` }))
        const listing = yield* serve(compressed(coding, 200, page(...keys)))
        const { data } = yield* Effect.provide(ApiKeys.list(), over(listing.url, {}, transports[transport]))
        assert.lengthOf(data, 100)

        const creating = yield* serve(compressed(coding, 201, created))
        const { key } = yield* Effect.provide(
          ApiKeys.create({ name: "CI" }),
          over(creating.url, {}, transports[transport])
        )
        assert.strictEqual(Redacted.value(key), createdKey)

        const refusing = yield* serve(compressed(coding, 401, refusal(401, "says no")))
        const error = yield* Effect.flip(Effect.provide(ApiKeys.list(), over(refusing.url, {}, transports[transport])))
        assert.strictEqual(error._tag, "Unauthorized")
        assert.include(error.message, "says no")
      }).pipe(Effect.scoped)
  )
})
