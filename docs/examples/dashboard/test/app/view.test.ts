import { assert, describe, it } from "vitest"
import { type Filter, type Sort, sortBy, type SortColumn, viewOf } from "../../app/src/model/view.js"
import { aKey, now } from "./keys.js"

const everything: Filter = { text: "", state: "all", showDisabled: true }
const byName: Sort = { column: "name", isDescending: false }

const keys = [
  aKey({ name: "Worker 10", limitReset: "monthly", usage: 3, createdAt: "2027-03-01T00:00:00Z" }),
  aKey({ name: "worker 9", limitReset: "yearly", limit: 5, limitRemaining: 0, createdAt: "2027-02-01T00:00:00Z" }),
  aKey({ name: "Alpha", disabled: true, externalUser: "Customer-7", limitReset: "daily" }),
  aKey({ name: "Beta", expiresAt: "2027-01-01T00:00:00Z", label: "sk-or-v1-abc...def0" })
]

const names = (filter: Partial<Filter>, sort: Sort = byName) =>
  viewOf(keys, { ...everything, ...filter }, sort, now).map(({ name }) => name)

describe("the filter", () => {
  it("shows disabled keys only on demand", () => {
    assert.deepStrictEqual(names({ showDisabled: false }), ["Beta", "worker 9", "Worker 10"])
    assert.deepStrictEqual(names({}), ["Alpha", "Beta", "worker 9", "Worker 10"])
    assert.deepStrictEqual(names({ showDisabled: false, state: "disabled" }), ["Alpha"])
  })

  it.each([
    ["a name, whatever its case", " WORKER ", ["worker 9", "Worker 10"]],
    ["a label", "abc...d", ["Beta"]],
    ["an external user", "customer", ["Alpha"]],
    ["a hash", "worker 1", ["Worker 10"]],
    ["nothing", "no such key", []]
  ])("finds %s", (_, text, found) => {
    assert.deepStrictEqual(names({ text }), found)
  })

  it("finds a state", () => {
    assert.deepStrictEqual(names({ state: "active" }), ["Worker 10"])
    assert.deepStrictEqual(names({ state: "expired" }), ["Beta"])
    assert.deepStrictEqual(names({ state: "limitReached", text: "9" }), ["worker 9"])
  })
})

describe("the order", () => {
  it.each(
    [
      ["name", ["Alpha", "Beta", "worker 9", "Worker 10"]],
      ["state", ["Worker 10", "worker 9", "Beta", "Alpha"]],
      ["usage", ["Alpha", "Beta", "Worker 10", "worker 9"]],
      ["resets", ["Alpha", "Worker 10", "worker 9", "Beta"]],
      ["expires", ["Beta", "Worker 10", "worker 9", "Alpha"]],
      ["created", ["Alpha", "Beta", "worker 9", "Worker 10"]]
    ] as ReadonlyArray<[SortColumn, Array<string>]>
  )("by %s is what one expects, and the other way round", (column, order) => {
    assert.deepStrictEqual(names({}, { column, isDescending: false }), order)
    const [first] = names({}, { column, isDescending: true })
    assert.notStrictEqual(first, order[0])
  })

  it("by last use starts with the most recent, and ends with unused keys", () => {
    const used = (name: string, lastUsedAt?: string | null) => Object.assign(aKey({ name }), { lastUsedAt })
    const keys = [
      used("absent"),
      used("old", "2027-01-01T00:00:00Z"),
      used("never", null),
      used("odd", "yesterday"),
      used("new", "2027-06-01T00:00:00.5+00:00")
    ]
    const names = (isDescending: boolean) =>
      viewOf(keys, everything, { column: "used", isDescending }, now).map(({ name }) => name)
    assert.deepStrictEqual(names(true), ["new", "old", "absent", "never", "odd"])
    assert.deepStrictEqual(names(false), ["absent", "never", "odd", "old", "new"])
    assert.isTrue(sortBy("used", byName).isDescending)
  })

  it.each(["created", "expires"] as const)("by %s has times at one end that cannot be read", (column) => {
    const field = column === "created" ? "createdAt" : "expiresAt"
    const keys = ["2027-03-01T00:00:00Z", "", "2027-01-01T00:00:00Z", "never", "2027-02-01T00:00:00Z"]
      .map((time) => aKey({ name: time, hash: time, [field]: time }))
    const names = viewOf(keys, everything, { column, isDescending: false }, now).map(({ name }) => name)
    const readable = names.filter((name) => name.startsWith("2027"))
    assert.deepStrictEqual(readable, ["2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"])
    assert.deepStrictEqual(column === "created" ? names.slice(2) : names.slice(0, 3), readable)
  })

  it("is stable", () => {
    const equal = ["b", "a", "c"].map((hash) => aKey({ hash, name: "same" }))
    for (const isDescending of [true, false]) {
      const view = viewOf(equal, everything, { column: "name", isDescending }, now)
      assert.deepStrictEqual(view.map(({ hash }) => hash), ["b", "a", "c"])
    }
  })

  it("does not modify the keys", () => {
    const before = [...keys]
    viewOf(keys, everything, byName, now)
    assert.deepStrictEqual(keys, before)
  })

  it("is reversed by a second click on a header, and starts descending for some columns", () => {
    assert.deepStrictEqual(sortBy("name", byName), { column: "name", isDescending: true })
    assert.deepStrictEqual(sortBy("usage", byName), { column: "usage", isDescending: true })
    assert.deepStrictEqual(sortBy("expires", byName), { column: "expires", isDescending: false })
  })
})
