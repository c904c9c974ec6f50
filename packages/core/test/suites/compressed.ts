/** Compressed responses, over everything that sends requests. */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { assert, it } from "vitest"
import { created, createdKey, errorBody, page, wireKey } from "../support/wire.js"
import { inTurn, listen, type Respond } from "./localServer.js"
import { failed, succeeded, type TestClient } from "./testClient.js"

const codings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const
type Coding = keyof typeof codings

/** Compresses unless the request says that it must not be: so do gateways, also where a request says nothing of it. */
const compress = (coding: Coding, status: number, body: string): Respond => ({ headers }, response) => {
  const isIdentity = /^\s*identity\s*$/.test(headers["accept-encoding"] ?? "")
  response.writeHead(status, {
    "content-type": "application/json",
    ...(isIdentity ? {} : { "content-encoding": coding })
  })
  response.end(isIdentity ? body : codings[coding](body))
}

export const compressed = (client: TestClient): void => {
  it.each(Object.keys(codings) as ReadonlyArray<Coding>)(
    `${client.name}: a response with content encoding %s is decoded`,
    async (coding) => {
      const keys = Array.from({ length: 100 }, (_, n) => ({ ...wireKey, hash: `key-${n}` }))
      const { url: serverURL } = await listen(inTurn(
        compress(coding, 200, page(...keys)),
        compress(coding, 201, created),
        compress(coding, 401, errorBody(401, "says no"))
      ))
      const { data } = succeeded<{ readonly data: ReadonlyArray<unknown> }>(
        await client.call("list", {}, { serverURL })
      )
      assert.lengthOf(data, 100)
      assert.include(succeeded<object>(await client.call("create", { name: "CI" }, { serverURL })), { key: createdKey })
      const error = failed(await client.call("list", {}, { serverURL }))
      assert.strictEqual(error._tag, "Unauthorized")
      assert.include(error.message, "says no")
    }
  )
}
