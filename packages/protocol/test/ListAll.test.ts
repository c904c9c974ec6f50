/** Every key that exists at the start is delivered once, with any creations and deletions meanwhile. */
import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { type PageReader, readPages } from "../src/ListAll.js"

interface Server {
  list: ReadonlyArray<string>
  readonly pageSize: () => number
  /** Called after each page. May change the list. */
  readonly between?: (server: Server, pages: number) => void
}

const readAll = (server: Server, reader: PageReader<string> = readPages(0, (key: string) => key)) => {
  const keys: Array<string> = []
  const offsets: Array<number> = []
  let step = reader.first
  while (step._tag === "Page") {
    offsets.push(step.offset)
    const read = reader.next({ data: server.list.slice(step.offset, step.offset + server.pageSize()) })
    keys.push(...read.keys)
    server.between?.(server, offsets.length)
    step = read.step
  }
  return { keys, offsets, step }
}

const named = (prefix: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`)

describe("a list that does not change", () => {
  it("is read with one key of overlap between pages", () => {
    const { keys, offsets, step } = readAll({ list: named("key", 250), pageSize: () => 100 })
    assert.deepStrictEqual(keys, named("key", 250))
    assert.deepStrictEqual(offsets, [0, 99, 198, 249, 250])
    assert.strictEqual(step._tag, "End")
  })

  it.each([0, 1, 2, 99, 100, 101])("of %i keys is delivered completely", (count) => {
    assert.deepStrictEqual(readAll({ list: named("key", count), pageSize: () => 100 }).keys, named("key", count))
  })

  it("may have one key per page", () => {
    assert.deepStrictEqual(readAll({ list: named("key", 9), pageSize: () => 1 }).keys, named("key", 9))
  })

  it("may be read from an offset", () => {
    const reader = readPages(110, (key: string) => key)
    const { keys } = readAll({ list: named("key", 120), pageSize: () => 100 }, reader)
    assert.deepStrictEqual(keys, named("key", 120).slice(110))
  })
})

describe("a list that changes while it is read", () => {
  const changedOnce = (change: (list: ReadonlyArray<string>) => ReadonlyArray<string>): Server => ({
    list: named("key", 350),
    pageSize: () => 100,
    between: (server, pages) => {
      if (pages === 1) server.list = change(server.list)
    }
  })

  it.each([1, 99, 100, 101, 250, 1000])("delivers all old keys when %i are created after the first page", (count) => {
    const { keys, step } = readAll(changedOnce((list) => [...named("new", count), ...list]))
    assert.strictEqual(step._tag, "End")
    assert.includeMembers(keys, [...named("key", 350)])
    assert.strictEqual(new Set(keys).size, keys.length)
  })

  it.each([1, 99, 100, 250, 349])(
    "delivers all remaining keys when the first %i are deleted after the first page",
    (count) => {
      const { keys, step } = readAll(changedOnce((list) => list.slice(count)))
      assert.strictEqual(step._tag, "End")
      assert.includeMembers(keys, named("key", 350).slice(count))
    }
  )

  const change = fc.record({
    created: fc.constantFrom(0, 0, 1, 2, 7),
    deleted: fc.constantFrom(0, 0, 1, 2, 5),
    at: fc.nat()
  })

  it("delivers each remaining key exactly once, with any creations and deletions between pages of any size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.infiniteStream(fc.integer({ min: 2, max: 9 })),
        fc.array(change, { maxLength: 30 }),
        (count, sizes, changes) => {
          let fresh = 0
          const server: Server = {
            list: named("key", count),
            pageSize: () => sizes.next().value as number,
            between: (server, pages) => {
              const { at, created, deleted } = changes[pages - 1] ?? { at: 0, created: 0, deleted: 0 }
              const left = [...server.list]
              left.splice(left.length === 0 ? 0 : at % left.length, deleted)
              server.list = [...Array.from({ length: created }, () => `new-${fresh++}`), ...left]
            }
          }
          const { keys, step } = readAll(server)
          assert.strictEqual(step._tag, "End")
          assert.strictEqual(new Set(keys).size, keys.length)
          assert.includeMembers(keys, server.list.filter((key) => key.startsWith("key-")))
        }
      ),
      { numRuns: 2_000 }
    )
  })
})

describe("keys that could not be decoded", () => {
  it("count as part of the page and of the overlap", () => {
    const reader = readPages(0, (key: string) => key)
    const first = reader.next({ data: ["a", "b"], undecodable: [{ index: 2, hash: "c" }] })
    assert.deepStrictEqual(first, { keys: ["a", "b"], step: { _tag: "Page", offset: 2 } })
    const second = reader.next({ data: ["d"], undecodable: [{ index: 0, hash: "c" }] })
    assert.deepStrictEqual(second, { keys: ["d"], step: { _tag: "Page", offset: 3 } })
  })
})

describe("a server that never ends", () => {
  const endOf = (page: (offset: number) => ReadonlyArray<string>) => {
    const reader = readPages(0, (key: string) => key)
    let requests = 0
    let step = reader.first
    while (step._tag === "Page") {
      requests++
      step = reader.next({ data: page(step.offset) }).step
    }
    return { requests, step }
  }

  it("because it ignores the offset stops the reader after a few pages, with an error if there may be more keys", () => {
    assert.deepStrictEqual(endOf(() => ["a"]), { requests: 6, step: { _tag: "End" } })
    assert.deepStrictEqual(endOf(() => ["a", "b"]), { requests: 6, step: { _tag: "End" } })
    const full = endOf(() => named("key", 100))
    assert.strictEqual(full.step._tag, "Endless")
    assert.strictEqual(full.requests, 6)
  })

  it("because it shuffles its keys stops the reader after some pages", () => {
    let count = 0
    const { requests, step } = endOf(() => ++count % 2 === 0 ? ["a", "b"] : ["b", "a"])
    assert.isAtMost(requests, 25)
    assert.strictEqual(step._tag, "Endless")
  })

  it("because it always has one more page stops the reader after many", () => {
    const { step } = endOf((offset) => [`${offset}`, `${offset + 1}`, `${offset + 2}`])
    assert.strictEqual(step._tag, "Endless")
    assert.include(step._tag === "Endless" ? step.message : "", "does not end")
  })
})
