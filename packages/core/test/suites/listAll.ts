/** Reads every page while keys are created and deleted, and from endless servers. */
import * as fc from "fast-check"
import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "vitest"
import { page, wireKey } from "../support/wire.js"
import type { Amount } from "./amount.js"
import { failed, type Fetch, succeeded, type TestClient } from "./testClient.js"

const keyOf = (hash: string): object => ({ ...wireKey, hash, name: hash })

/** Changes between two pages: keys created at the front, and keys deleted. */
interface Change {
  readonly created: number
  /** Positions of the deleted keys, as fractions of the list. */
  readonly deleted: ReadonlyArray<number>
}

const none: Change = { created: 0, deleted: [] }

const times = (count: number, change: Change): ReadonlyArray<Change> => Array.from({ length: count }, () => change)

interface Simulation {
  readonly fetch: Fetch
  /** The keys at the start. */
  readonly initial: ReadonlyArray<string>
  /** The keys deleted since. */
  readonly deleted: ReadonlySet<string>
  readonly requests: () => number
}

const jsonResponse = (body: string): Response =>
  new Response(body, { status: 200, headers: { "content-type": "application/json" } })

const offsetOf = (input: string | URL | Request): number =>
  Number(new URL(input instanceof Request ? input.url : input).searchParams.get("offset") ?? 0)

/**
 * A server with `count` keys, the most recent first, and pages of this size. `changes[n]` is applied after request n.
 */
const simulate = (count: number, pageSize: number, changes: ReadonlyArray<Change>, most = 4_000): Simulation => {
  let keys = Array.from({ length: count }, (_, index) => `old-${index}`)
  const initial = [...keys]
  const deleted = new Set<string>()
  let created = 0
  let requests = 0
  return {
    initial,
    deleted,
    requests: () => requests,
    fetch: (input) => {
      const offset = offsetOf(input)
      const shown = requests >= most ? [] : keys.slice(offset, offset + pageSize)
      const change = changes[requests++] ?? none
      for (const part of change.deleted) {
        const [gone] = keys.splice(Math.min(keys.length - 1, Math.floor(part * keys.length)), 1)
        if (gone !== undefined) deleted.add(gone)
      }
      keys = [...Array.from({ length: change.created }, () => `new-${created++}`), ...keys]
      return Promise.resolve(jsonResponse(page(...shown.map(keyOf))))
    }
  }
}

const delivered = async (client: TestClient, simulation: Simulation): Promise<ReadonlyArray<string>> => {
  const { result, keys } = await client.listAll(undefined, { fetch: simulation.fetch })
  succeeded(result)
  return keys.map(({ hash }) => hash)
}

const assertComplete = (hashes: ReadonlyArray<string>, { deleted, initial }: Simulation): void => {
  assert.strictEqual(new Set(hashes).size, hashes.length, "each key once")
  const found = new Set(hashes)
  assert.deepStrictEqual(initial.filter((hash) => !found.has(hash) && !deleted.has(hash)), [], "none is missing")
}

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(none) },
  {
    weight: 2,
    arbitrary: fc.record({
      created: fc.oneof(fc.nat(3), fc.nat(120)),
      deleted: fc.oneof(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 120 }),
        // Keys that were read already.
        fc.array(fc.constant(0), { maxLength: 120 })
      )
    })
  }
)

const scenario = fc.record({
  count: fc.oneof(fc.nat(12), fc.nat(400)),
  pageSize: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100 })),
  changes: fc.array(change, { maxLength: 12 })
})

/** Changes by name, by default with 350 keys and pages of 100. */
const named: {
  readonly [what: string]: readonly [count: number, pageSize: number, changes: ReadonlyArray<Change>]
} = {
  "100 are created after the first page": [350, 100, [{ created: 100, deleted: [] }]],
  "99 are created after the first page": [350, 100, [{ created: 99, deleted: [] }]],
  "101 are created after the second page": [350, 100, [none, { created: 101, deleted: [] }]],
  "500 are created after the first page": [350, 100, [{ created: 500, deleted: [] }]],
  "100 are created after each of the first four pages": [
    350,
    100,
    times(4, { created: 100, deleted: [] })
  ],
  "50 are created after the first page, where a page holds 50": [350, 50, [{ created: 50, deleted: [] }]],
  "as many are created as have been read, in small pages": [
    60,
    5,
    [...times(7, none), { created: 40, deleted: [] }]
  ],
  "one of those read is deleted after the first page": [350, 100, [{ created: 0, deleted: [0] }]],
  "all of those read are deleted after the first page": [350, 100, [{
    created: 0,
    deleted: Array<number>(100).fill(0)
  }]],
  "one is deleted and one is created after each page": [
    350,
    100,
    times(4, { created: 1, deleted: [0.2] })
  ],
  "100 are deleted and 100 created after the second page": [
    350,
    100,
    [none, { created: 100, deleted: Array<number>(100).fill(0) }]
  ],
  "everything is deleted but the last ten": [350, 100, [none, { created: 0, deleted: Array<number>(340).fill(0) }]]
}

const endless: { readonly [what: string]: (offset: number, request: number) => ReadonlyArray<string> } = {
  "gives the same full page again and again": () => Array.from({ length: 100 }, (_, n) => `key-${n}`),
  "starts again after five pages": (offset) => Array.from({ length: 100 }, (_, n) => `key-${(offset + n) % 500}`),
  "gives full pages of keys in another order each time": (_, request) =>
    Array.from({ length: 100 }, (_, n) => `key-${(n * 7 + request * 13) % 100}`)
}

/** Servers that always send new keys. */
const inventive: { readonly [what: string]: (offset: number, request: number) => ReadonlyArray<string> } = {
  "creates as many keys as are read": (offset, request) =>
    Array.from({ length: 100 }, (_, n) => `key-${offset + n - 100 * request}`),
  "makes up the keys of every page": (offset) => Array.from({ length: 100 }, (_, n) => `key-${offset + n}`)
}

/** Reads from such servers to the end, which is slow. */
export const endlessServers = (client: TestClient): void => {
  describe(`${client.name}: listAll`, () => {
    it.each(Object.keys(inventive))(
      "ends with an error within a million keys if the server %s",
      async (what) => {
        let requests = 0
        const most = 10_200
        const fetch: Fetch = async (input) => {
          const hashes = requests < most ? inventive[what]!(offsetOf(input), requests) : []
          requests++
          // Yields to the event loop, or Vitest would lose its worker.
          if (requests % 100 === 0) await setImmediate()
          return jsonResponse(page(...hashes.map(keyOf)))
        }
        const { result } = await client.listAll(undefined, { fetch })
        assert.isBelow(requests, most)
        const error = failed(result)
        assert.strictEqual(error._tag, "InvalidResponse")
        assert.match(error.message, /\bends?\b|endless/i)
      },
      300_000
    )
  })
}

export const listAllSuite = (client: TestClient, amount: Amount): void => {
  describe(`${client.name}: listAll`, () => {
    it.each(Object.keys(named))("delivers every key that existed at the start once, if %s", async (what) => {
      const simulation = simulate(...named[what]!)
      assertComplete(await delivered(client, simulation), simulation)
      assert.isBelow(simulation.requests(), 200)
    })

    it(
      "delivers every key that existed at the start once, with any creations and deletions meanwhile",
      async () => {
        await fc.assert(
          fc.asyncProperty(scenario, async ({ changes, count, pageSize }) => {
            const simulation = simulate(count, pageSize, changes)
            assertComplete(await delivered(client, simulation), simulation)
            assert.isBelow(simulation.requests(), 4_000)
          }),
          { numRuns: amount === "all" ? 60 : 15, endOnFailure: true }
        )
      },
      60_000
    )

    it("makes the minimum number of requests if nothing changes", async () => {
      for (const [count, pageSize] of [[0, 100], [1, 100], [100, 100], [350, 100], [1_000, 100]] as const) {
        const simulation = simulate(count, pageSize, [])
        assertComplete(await delivered(client, simulation), simulation)
        assert.isAtMost(simulation.requests(), 2 + Math.ceil(count / pageSize) + Math.ceil(count / 1_000))
      }
    })

    it.each(Object.keys(endless))("ends with an error, after the keys, if the server %s", async (what) => {
      let requests = 0
      const most = 3_000
      const fetch: Fetch = (input) => {
        const hashes = requests < most ? endless[what]!(offsetOf(input), requests) : []
        requests++
        return Promise.resolve(jsonResponse(page(...hashes.map(keyOf))))
      }
      const { result, keys } = await client.listAll(undefined, { fetch })
      assert.isBelow(requests, most)
      const error = failed(result)
      assert.strictEqual(error._tag, "InvalidResponse")
      assert.match(error.message, /\bends?\b|endless/i)
      assert.isAtLeast(keys.length, 100)
      assert.strictEqual(new Set(keys.map(({ hash }) => hash)).size, keys.length)
    }, 60_000)

    it("ends if the server sends the same few keys for any offset", async () => {
      let requests = 0
      const fetch: Fetch = () => {
        requests++
        return Promise.resolve(jsonResponse(page(...["a", "b"].map(keyOf))))
      }
      const { result, keys } = await client.listAll(undefined, { fetch })
      assert.deepStrictEqual(keys.map(({ hash }) => hash), ["a", "b"])
      assert.isBelow(requests, 50)
      if (!result.ok) assert.strictEqual(failed(result)._tag, "InvalidResponse")
    })

    it("continues after a page without decodable keys", async () => {
      const hashes = Array.from({ length: 250 }, (_, n) => n >= 100 && n < 200 ? null : `key-${n}`)
      const fetch: Fetch = (input) => {
        const offset = offsetOf(input)
        const shown = hashes.slice(offset, offset + 100).map((hash) => hash === null ? { odd: true } : keyOf(hash))
        return Promise.resolve(jsonResponse(page(...shown)))
      }
      const { result, keys } = await client.listAll(undefined, { fetch })
      succeeded(result)
      assert.sameMembers(keys.map(({ hash }) => hash), hashes.filter((hash) => hash !== null))
    })
  })
}
