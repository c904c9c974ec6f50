import { describe, expect, test } from "vitest"
import { ask, make } from "./ask.js"

describe("many keys", () => {
  test("are created, read page by page and deleted without visiting all of them each time", () => {
    const { fake } = make({ seed: 1, keys: 1_000 })
    const hashes: Array<string> = fake.keys().map(({ hash }) => hash)
    for (let i = 0; i < 4_000; i++) {
      hashes.unshift(ask(fake, "POST", "/keys", { body: { name: `${i}` } }).json.data.hash)
    }
    const listed: Array<string> = []
    for (let offset = 0; offset <= 5_000; offset += 100) {
      const { json } = ask(fake, "GET", `/keys?include_disabled=true&include_expired=true&offset=${offset}`)
      for (const { hash } of json.data as ReadonlyArray<{ hash: string }>) listed.push(hash)
    }
    expect(listed).toEqual(hashes)
    for (const hash of hashes) expect(ask(fake, "DELETE", `/keys/${hash}`).status).toBe(200)
    expect(fake.keys()).toEqual([])
    for (const hash of hashes) expect(ask(fake, "GET", `/keys/${hash}`).status).toBe(404)
  })
})
