import { ListResponse$inboundSchema } from "@openrouter/sdk/models/operations/list.js"
import { assert, describe, it } from "vitest"
import { created, knownHash, one, page } from "../src/server/wire.js"

interface Page {
  readonly data: ReadonlyArray<{ readonly hash: string }>
}

const read = (body: Buffer) => JSON.parse(body.toString()) as Page

describe("a page of the server", () => {
  it("holds each key once, and the last page ends the list", () => {
    const hashes = new Set<string>()
    for (let offset = 0;; offset += 100) {
      const { data } = read(page(10_050, offset))
      if (data.length === 0) break
      for (const { hash } of data) hashes.add(hash)
    }
    assert.strictEqual(hashes.size, 10_050)
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/)
  })

  it("is one that the official SDK accepts", () => {
    assert.lengthOf(ListResponse$inboundSchema.parse(read(page(100, 0))).data, 100)
    assert.strictEqual((JSON.parse(one.toString()) as { data: { hash: string } }).data.hash, knownHash)
    assert.sameMembers(Object.keys(JSON.parse(created.toString()) as object), ["data", "key"])
  })
})
