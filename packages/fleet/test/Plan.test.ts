import { assert, describe, it } from "@effect/vitest"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import type { Declaration, DeclaredKey } from "../src/Declaration.js"
import { OptionError } from "../src/internal/options.js"
import * as Plan from "../src/Plan.js"

const declare = (...keys: ReadonlyArray<DeclaredKey>): Declaration => ({ version: 1, scope: { prefix: "prod/" }, keys })

const key = (fields: Partial<ApiKey> = {}): ApiKey =>
  ApiKeysTest.key({
    name: "prod/a",
    limit: null,
    limitRemaining: null,
    limitReset: null,
    disabled: false,
    expiresAt: null,
    usage: 0,
    usageDaily: 0,
    usageWeekly: 0,
    usageMonthly: 0,
    byokUsage: 0,
    byokUsageDaily: 0,
    byokUsageWeekly: 0,
    byokUsageMonthly: 0,
    lastUsedAt: null,
    includeByokInLimit: false,
    ...fields
  })

const to = "env-file:.env#KEY"

/** A change in one line. */
const line = (change: Plan.Change): string =>
  [
    change._tag,
    change.name,
    ..."fields" in change
      ? change.fields.map(({ after, before, field }) =>
        `${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`
      )
      : [],
    ..."reason" in change ? [change.reason] : [],
    ...change.givesMore ? ["gives more"] : []
  ].join(" ")

const lines = (plan: Plan.Plan) => plan.changes.map(line)

const reasons = ({ refusals }: Plan.Plan) => refusals.map(({ path, reason }) => `${path} ${reason}`)

/** A time before those of the declarations here. */
const now = Date.parse("2026-01-01T00:00:00Z")

describe("Plan.make", () => {
  it.each([{ prune: "DELETE" }, { prune: "true" }, { prune: 1 }, { prune: null }, { purne: true }, null])(
    "rejects the options %j, and does not prune",
    (options) => {
      assert.throws(() => Plan.make(declare(), [key()], options as never), OptionError)
      const mode = options === null || !("prune" in options) ? "yes" : options.prune
      assert.throws(
        () => Plan.prune(Plan.make(declare(), [key()]), mode as never),
        /^prune is .*: expected true, false or/
      )
    }
  )

  const shared: ReadonlyArray<readonly [one: string, two: string]> = [
    ["file:w/secret", "file:w/secret"],
    ["file:w/secret", "file:./w/secret"],
    ["file:w/secret", "file:w/x/../secret"],
    ["env-file:.env#KEY", "env-file:./.env#KEY"],
    ["file:.env", "env-file:.env#KEY"],
    ["command:gh secret set KEY", "command:gh  secret set 'KEY'"],
    ["vault:a", "vault:a"]
  ]

  it.each(shared)("refuses keys with the same sink: %s and %s", (one, two) => {
    const plan = Plan.make(
      declare({ name: "prod/a", limit: 1, to: one }, { name: "prod/b", limit: 1, to: two }, {
        name: "prod/c",
        limit: 1,
        to: "file:other"
      }),
      [key({ name: "prod/a", limit: 1 })]
    )
    assert.deepStrictEqual(reasons(plan), ["keys[0] SharedSink", "keys[1] SharedSink"])
    assert.include(plan.refusals[0]?.message, "the same sink as prod/b,")
    assert.include(plan.refusals[1]?.message, "the same sink as prod/a,")
  })

  it.each([
    ["env-file:.env#A", "env-file:.env#B"],
    ["file:a", "file:b"],
    ["command:sh -c 'store $OPENROUTER_KEY_NAME'", "command:sh -c 'store $OPENROUTER_KEY_NAME'"]
  ])("accepts different sinks: %s and %s", (one, two) => {
    const plan = Plan.make(declare({ name: "prod/a", limit: 1, to: one }, { name: "prod/b", limit: 1, to: two }), [])
    assert.deepStrictEqual(reasons(plan), [])
  })

  it("names the first of many keys that share a sink", () => {
    const keys = Array.from({ length: 6 }, (_, index) => ({ name: `prod/${index}`, limit: 1, to }))
    const [refusal] = Plan.make(declare(...keys), []).refusals
    assert.include(refusal?.message, "the same sink as prod/1, prod/2, prod/3 and 2 more")
  })

  it("refuses a new key and a successor that would already have expired", () => {
    const expiresAt = "2026-01-01T00:00:00Z"
    const declaration = declare(
      { name: "prod/a", limit: null, expiresAt, to },
      { name: "prod/new", limit: null, expiresAt, to: "file:b" }
    )
    assert.deepStrictEqual(reasons(Plan.make(declaration, [key()], { now })), [
      "keys[0] PastExpiry",
      "keys[1] PastExpiry"
    ])
    assert.deepStrictEqual(reasons(Plan.make(declaration, [key()], { now: now - 1 })), [])
    const asDeclared = Plan.make(declare({ name: "prod/a", limit: null, expiresAt }), [key({ expiresAt })], { now })
    assert.isTrue(Plan.isEmpty(asDeclared))
    const yesterday = declare({ name: "prod/a", limit: null, expiresAt: "2020-01-01T00:00:00Z", to })
    assert.deepStrictEqual(reasons(Plan.make(yesterday, [])), ["keys[0] PastExpiry"])
  })

  it("refuses to replace a key that has expired", () => {
    const declaration = declare({ name: "prod/a", limit: null, expiresAt: null, to })
    const plan = Plan.make(declaration, [key({ expiresAt: "2025-12-31T00:00:00Z" })], { now })
    assert.deepStrictEqual(reasons(plan), ["keys[0] ExpiredKey"])
  })

  it("ignores the new key of a cancelled rotation, and says why it exists", () => {
    const left = key({ name: "prod/a [cancelled 0a1b]", usage: 1, hash: "left" })
    const declaration = declare({ name: "prod/a", limit: null, expiresAt: "2027-01-01T00:00:00Z", to })
    const plan = Plan.make(declaration, [key(), left], { now })
    assert.deepStrictEqual(plan.changes.map(({ _tag, name }) => `${_tag} ${name}`), ["replace prod/a"])
    assert.deepStrictEqual(plan.rotating, [])
    assert.deepStrictEqual(plan.undeclared.map(({ hash, reason }) => [hash, reason]), [
      ["left", "It was left by the cancelled rotation 0a1b. A program may be using it."]
    ])
    assert.deepStrictEqual(lines(Plan.prune(plan, true)).at(-1), "disable prod/a [cancelled 0a1b] undeclared")
  })

  it("lists a key that is being rotated and no longer declared", () => {
    const keys = [key({ name: "prod/gone" }), key({ name: "prod/gone [rotation 0a1b]" })]
    const plan = Plan.make(declare(), keys, { prune: "delete" })
    assert.deepStrictEqual(plan.rotating, [{ name: "prod/gone", id: "0a1b", declared: false }])
    assert.deepStrictEqual([plan.undeclared, plan.changes], [[], []])
  })

  it("is empty if the keys match", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: 5 }), [key({ limit: 5, limitReset: "monthly" })])
    assert.isTrue(Plan.isEmpty(plan))
    assert.deepStrictEqual(plan.unchanged.map(({ name }) => name), ["prod/a"])
  })

  it("creates missing keys", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: null, to }), [])
    assert.deepStrictEqual(lines(plan), ["create prod/a"])
  })

  it("uses the defaults of the declaration", () => {
    const declaration: Declaration = {
      ...declare({ name: "prod/a", limit: 1, to }),
      defaults: { limitReset: "monthly" }
    }
    const [change] = Plan.make(declaration, []).changes
    assert.strictEqual(change?._tag === "create" && change.declared.limitReset, "monthly")
  })

  it("has each field before and after, and marks changes that give more", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: 10, limitReset: "daily", includeByokInLimit: false }), [
      key({ limit: 5, limitReset: "monthly", includeByokInLimit: true, disabled: true })
    ])
    assert.deepStrictEqual(lines(plan), [
      "update prod/a limit: 5 -> 10 limitReset: \"monthly\" -> \"daily\" includeByokInLimit: true -> false disabled: true -> false gives more"
    ])
    const [change] = plan.changes
    assert.isTrue(change?._tag === "update" && change.fields.every(({ givesMore }) => givesMore))
  })

  it.each<[string, Partial<DeclaredKey> & { readonly limit: number | null }, Partial<ApiKey>, boolean]>([
    ["a lower limit", { limit: 1 }, { limit: 2 }, false],
    ["a limit where there was none", { limit: 1_000 }, { limit: null }, false],
    ["no limit", { limit: null }, { limit: 5 }, true],
    ["a limit that is zero", { limit: 0 }, { limit: null }, false],
    ["a limit that starts again", { limit: 1, limitReset: "monthly" }, { limit: 1 }, true],
    ["a limit that does not any more", { limit: 1, limitReset: null }, { limit: 1, limitReset: "daily" }, false],
    ["a key switched on", { limit: null }, { disabled: true }, true],
    ["a key switched off", { limit: null, disabled: true }, {}, false],
    ["BYOK usage counted", { limit: 1, includeByokInLimit: true }, { limit: 1 }, false],
    [
      "a later expiry",
      { limit: null, expiresAt: "2028-01-01T00:00:00Z", to },
      { expiresAt: "2027-01-01T00:00:00Z" },
      true
    ],
    [
      "an earlier expiry",
      { limit: null, expiresAt: "2027-01-01T00:00:00Z", to },
      { expiresAt: "2028-01-01T00:00:00Z" },
      false
    ],
    ["no expiry", { limit: null, expiresAt: null, to }, { expiresAt: "2028-01-01T00:00:00Z" }, true],
    [
      "a spent limit that resets",
      { limit: 5, expiresAt: "2027-01-01T00:00:00Z", to },
      { limit: 5, usage: 2 },
      true
    ],
    ["an unspent limit", { limit: 5, expiresAt: "2027-01-01T00:00:00Z", to }, { limit: 5 }, false]
  ])("says whether %s gives more", (_, declared, existing, givesMore) => {
    const plan = Plan.make(declare({ name: "prod/a", ...declared }), [key(existing)], { now })
    assert.deepStrictEqual(reasons(plan), [])
    assert.deepStrictEqual(plan.changes.map((change) => change.givesMore), [givesMore])
  })

  it("changes a key before it disables it, and expects the result of the change", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: 1, disabled: true }), [key({ limit: 2 })])
    assert.deepStrictEqual(lines(plan), ["update prod/a limit: 2 -> 1", "disable prod/a declared"])
    const change = plan.changes[1]
    assert.strictEqual(change?._tag === "disable" ? change.seen.limit : undefined, 1)
  })

  it("replaces a key if a field cannot be changed", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: 3, expiresAt: "2027-12-31T23:59:59Z", to }), [
      key({ limit: 2, disabled: true })
    ])
    assert.deepStrictEqual(lines(plan), [
      "update prod/a limit: 2 -> 3 disabled: true -> false gives more",
      "replace prod/a expiresAt: null -> \"2027-12-31T23:59:59Z\""
    ])
  })

  it("treats different formats of the same time as equal", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: null, expiresAt: "2027-12-31T23:59:59+01:00" }), [
      key({ expiresAt: "2027-12-31T22:59:59.000000+00:00" })
    ])
    assert.isTrue(Plan.isEmpty(plan))
  })

  it("changes neither undeclared fields nor undeclared keys", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: null }), [
      key({ expiresAt: "2027-12-31T23:59:59Z", creatorUserId: "user_1", workspaceId: "w", includeByokInLimit: true }),
      key({ name: "prod/b", hash: "b" }),
      key({ name: "dev/c", hash: "c" })
    ])
    assert.isTrue(Plan.isEmpty(plan))
    assert.deepStrictEqual(plan.undeclared.map(({ name }) => name), ["prod/b"])
  })

  it("refuses with a reason", () => {
    const plan = Plan.make(
      declare(
        { name: "dev/x", limit: null, to },
        { name: "prod/twice", limit: null, to },
        { name: "prod/twice", limit: null, to },
        { name: "prod/two", limit: null },
        { name: "prod/no-sink", limit: null },
        { name: "prod/spent", limit: 1 },
        { name: "prod/expiry", limit: null, expiresAt: "2027-12-31T23:59:59Z" },
        { name: "prod/off", limit: null, disabled: true, expiresAt: "2027-12-31T23:59:59Z", to },
        { name: "prod/x [retired 1]", limit: null, to },
        { name: "prod/user", limit: null, externalUser: "bob", to }
      ),
      [
        key({ name: "prod/two", hash: "1" }),
        key({ name: "prod/two", hash: "2" }),
        key({ name: "prod/spent", limit: 5, usage: 2, hash: "3" }),
        key({ name: "prod/expiry", hash: "4" }),
        key({ name: "prod/off", hash: "5" }),
        key({ name: "prod/user", hash: "6", externalUser: "ada" })
      ]
    )
    assert.deepStrictEqual(reasons(plan), [
      "keys[0] OutOfScope",
      "keys[1] DeclaredTwice",
      "keys[2] DeclaredTwice",
      "keys[3] Ambiguous",
      "keys[4] NoSink",
      "keys[5] LimitBelowSpent",
      "keys[6] NoSink",
      "keys[7] DisabledReplacement",
      "keys[8] ReservedName",
      "keys[9] FixedField"
    ])
    assert.deepStrictEqual(plan.changes, [])
  })

  it.each<[string, number, "daily" | "weekly" | "monthly" | null, boolean]>([
    ["the day", 2, "daily", false],
    ["the week", 2, "weekly", true],
    ["the month", 3.5, "monthly", true],
    ["ever", 3.5, null, true]
  ])("compares with the spending in the period of the limit: %s", (_, limit, limitReset, isRefused) => {
    const usage = { usage: 4, usageMonthly: 3.75, usageWeekly: 3, usageDaily: 1 }
    const plan = Plan.make(declare({ name: "prod/a", limit, limitReset }), [key({ limit: 100, limitReset, ...usage })])
    assert.strictEqual(plan.refusals.length > 0, isRefused)
  })

  it("accepts a limit that is already spent", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: 1 }), [key({ limit: 1, usage: 2 })])
    assert.isTrue(Plan.isEmpty(plan))
  })

  it("prunes only with the option, and only in scope", () => {
    const keys = [key({ hash: "1" }), key({ name: "prod/b", hash: "2", disabled: true }), key({ name: "x", hash: "3" })]
    assert.deepStrictEqual(lines(Plan.make(declare(), keys)), [])
    assert.deepStrictEqual(lines(Plan.make(declare(), keys, { prune: true })), ["disable prod/a undeclared"])
    const deleting = ["disable prod/a undeclared", "delete prod/b undeclared"]
    assert.deepStrictEqual(lines(Plan.make(declare(), keys, { prune: "delete" })), deleting)
    assert.deepStrictEqual(lines(Plan.prune(Plan.make(declare(), keys, { prune: true }), "delete")), deleting)
  })

  it("does not change keys that are being rotated", () => {
    const keys = [
      key({ limit: 5, hash: "1" }),
      key({ name: "prod/a [rotation r1]", hash: "2" }),
      key({ name: "prod/b", hash: "3" }),
      key({ name: "prod/b [retired r2]", hash: "4", disabled: true }),
      key({ name: "prod/c", hash: "5" }),
      key({ name: "prod/c [rotation r3]", hash: "6" })
    ]
    const plan = Plan.make(declare({ name: "prod/a", limit: 1 }, { name: "prod/b", limit: null }), keys, {
      prune: "delete"
    })
    assert.deepStrictEqual(lines(plan), [])
    assert.deepStrictEqual(plan.rotating, [
      { name: "prod/a", id: "r1" },
      { name: "prod/c", id: "r3", declared: false }
    ])
    assert.deepStrictEqual(plan.undeclared, [])
  })

  it("deletes keys of an interrupted apply after their replacements exist, and keeps used ones", () => {
    const keys = [
      key({ name: "prod/a [pending 1]", hash: "1" }),
      key({ name: "prod/b [pending 2]", hash: "2", usage: 1 }),
      key({ name: "prod/b [pending 3]", hash: "3" }),
      key({ name: "prod/gone [pending 4]", hash: "4" }),
      key({ name: "dev/x [pending 5]", hash: "5" })
    ]
    const plan = Plan.make(declare({ name: "prod/a", limit: null, to }, { name: "prod/b", limit: null }), keys)
    assert.deepStrictEqual(lines(plan), [
      "create prod/a",
      "update prod/b name: \"prod/b [pending 2]\" -> \"prod/b\"",
      "delete prod/a [pending 1] leftover",
      "delete prod/b [pending 3] leftover",
      "delete prod/gone [pending 4] leftover"
    ])
  })

  it("is plain data", () => {
    const plan = Plan.make(declare({ name: "prod/a", limit: null, to }), [key({ name: "prod/b" })], { prune: true })
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan)
  })
})
