import { assert, describe, it } from "vitest"
import { spendingOf, stateOf } from "../../app/src/model/keyState.js"
import { aKey, now } from "./keys.js"

describe("the state of a key", () => {
  it.each(
    [
      ["active", {}],
      ["active", { limit: 5, limitRemaining: 0.01 }],
      ["active", { expiresAt: "2027-06-15T12:00:01Z" }],
      ["limitReached", { limit: 5, limitRemaining: 0 }],
      ["limitReached", { limit: 5, limitRemaining: -0.2 }],
      ["expired", { expiresAt: "2027-06-15T12:00:00Z" }],
      ["expired", { expiresAt: "2027-06-15T11:59:59.999000+00:00", limit: 5, limitRemaining: 0 }],
      ["disabled", { disabled: true, expiresAt: "2020-01-01T00:00:00Z", limit: 5, limitRemaining: 0 }]
    ] as const
  )("is %s for %o", (state, fields) => {
    assert.strictEqual(stateOf(aKey(fields), now), state)
  })
})

describe("what a key has spent", () => {
  it("is the used part of its limit in this period, and its share", () => {
    assert.deepStrictEqual(spendingOf(aKey({ limit: 20, limitRemaining: 15, usage: 900 })), {
      spent: 5,
      limit: 20,
      share: 0.25
    })
  })

  it("is the total usage without a limit", () => {
    assert.deepStrictEqual(spendingOf(aKey({ usage: 2, byokUsage: 3 })), { spent: 5, limit: null, share: null })
  })

  it("is never above the limit or below zero", () => {
    assert.strictEqual(spendingOf(aKey({ limit: 5, limitRemaining: -1 })).share, 1)
    assert.strictEqual(spendingOf(aKey({ limit: 5, limitRemaining: 6 })).spent, 0)
    assert.strictEqual(spendingOf(aKey({ limit: 0, limitRemaining: 0 })).share, 1)
  })
})
