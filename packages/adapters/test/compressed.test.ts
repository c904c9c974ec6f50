/** Compressed responses, over fetch and over undici's pool. */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { assert, describe, it, onTestFinished } from "vitest"
import { listen, type Respond } from "../../core/test/suites/localServer.js"
import { nameOf, samples } from "../../core/test/suites/samples.js"
import { bearer, createdKey, hash } from "../../core/test/support/wire.js"
import { OpenRouter, Unauthorized } from "../src/index.js"
import { OpenRouter as NodeOpenRouter } from "../src/node.js"
import { rejection } from "./support/fixtures.js"

const codings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const
type Coding = keyof typeof codings

const compressed = (coding: Coding, status?: number): Respond => (request, response) => {
  const isIdentity = /^\s*identity\s*$/.test(request.headers["accept-encoding"] ?? "")
  const [success, documented] = samples[nameOf(request)].success
  const body = status === undefined ? documented : "{\"error\":{\"code\":401,\"message\":\"says no\"}}"
  response.writeHead(status ?? success, isIdentity ? {} : { "content-encoding": coding })
  response.end(isIdentity ? body : codings[coding](body))
}

const clients = { fetch: OpenRouter, "a pool": NodeOpenRouter }

describe.each(Object.entries(clients))("over %s", (_, Client) => {
  it.each(Object.keys(codings) as ReadonlyArray<Coding>)(
    "a response with content encoding %s is decoded",
    async (coding) => {
      const server = await listen(compressed(coding))
      const openRouter = new Client({ apiKey: bearer, serverURL: server.url })
      onTestFinished(() => openRouter.dispose())
      assert.lengthOf((await openRouter.apiKeys.list()).data, 1)
      assert.strictEqual((await openRouter.apiKeys.create({ name: "CI" })).key, createdKey)
      assert.deepStrictEqual(await openRouter.apiKeys.delete({ hash }), { deleted: true })
      const refusing = await listen(compressed(coding, 401))
      const error = await rejection(openRouter.apiKeys.list({}, { serverURL: refusing.url }))
      assert.instanceOf(error, Unauthorized)
      assert.include(error.message, "says no")
    }
  )
})
