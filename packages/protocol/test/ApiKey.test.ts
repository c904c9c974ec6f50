import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import {
  apiKeyFields,
  currentKeyFields,
  decodeApiKey,
  decodeCurrentKey,
  encodeApiKey,
  encodeCurrentKey
} from "../src/ApiKey.js"
import { type Field, wireName } from "../src/Field.js"
import { firstWireKey, hash, wireCurrentKey, wireKey } from "./support/wire.js"

const apiKey = (json: unknown) => {
  const result = decodeApiKey(json)
  return result.ok ? result.value : assert.fail(result.message)
}

const currentKey = (json: unknown) => {
  const result = decodeCurrentKey(json)
  return result.ok ? result.value : assert.fail(result.message)
}

const without = (record: object, ...names: ReadonlyArray<string>): object =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))

describe("ApiKey", () => {
  it("has every field, timestamps as they were sent", () => {
    assert.deepStrictEqual(apiKey(wireKey), {
      byokUsage: 17.38,
      byokUsageDaily: 1.38,
      byokUsageMonthly: 17.38,
      byokUsageWeekly: 7.38,
      createdAt: "2025-08-24T10:30:00Z",
      creatorUserId: "user_1",
      disabled: false,
      expiresAt: "2027-12-31T23:59:59Z",
      externalUser: null,
      hash,
      includeByokInLimit: false,
      label: "sk-or-v1-0e6...1c96",
      lastUsedAt: "2026-11-01T08:15:00Z",
      limit: 100,
      limitRemaining: 74.5,
      limitReset: "monthly",
      name: "Production",
      updatedAt: "2025-02-19T20:52:27.363244+00:00",
      usage: 25.5,
      usageDaily: 5.5,
      usageMonthly: 25.5,
      usageWeekly: 15.5,
      workspaceId: "0df9e665-d932-5740-b2c7-b52af166bc11"
    })
  })

  it("with only the fields of the first documentation has null, false and 0 for the others", () => {
    assert.deepStrictEqual(apiKey(firstWireKey), {
      byokUsage: 0,
      byokUsageDaily: 0,
      byokUsageMonthly: 0,
      byokUsageWeekly: 0,
      createdAt: "2025-08-24T10:30:00Z",
      creatorUserId: null,
      disabled: false,
      expiresAt: null,
      externalUser: null,
      hash,
      includeByokInLimit: false,
      label: "sk-or-v1-0e6...1c96",
      lastUsedAt: null,
      limit: 100,
      limitRemaining: null,
      limitReset: null,
      name: "Production",
      updatedAt: null,
      usage: 25.5,
      usageDaily: 0,
      usageMonthly: 0,
      usageWeekly: 0,
      workspaceId: null
    })
  })

  it("requires limit, usage and state of the key", () => {
    for (const name of ["hash", "name", "label", "disabled", "limit", "usage", "created_at"]) {
      assert.deepStrictEqual(decodeApiKey(without(wireKey, name)), { ok: false, message: `${name} is missing` })
    }
  })

  it("rejects other types, and null where a value is required", () => {
    for (const name of Object.keys(wireKey)) {
      for (
        const value of [
          {},
          [],
          Infinity,
          Number.NaN,
          Symbol("x"),
          typeof wireKey[name as "name"] === "string" ? 5 : "x"
        ]
      ) {
        // Infinite numbers are invalid for every type; a string is valid for nullable strings.
        if (name === "external_user" && value === "x") continue
        assert.isFalse(decodeApiKey({ ...wireKey, [name]: value }).ok, `${name}: ${String(value)}`)
      }
    }
    const nullable = Object.keys(wireKey).filter((name) => decodeApiKey({ ...wireKey, [name]: null }).ok)
    assert.deepStrictEqual(nullable.sort(), [
      "creator_user_id",
      "expires_at",
      "external_user",
      "last_used_at",
      "limit",
      "limit_remaining",
      "limit_reset",
      "updated_at",
      "workspace_id"
    ])
  })

  it("ignores new fields and keeps new values", () => {
    const key = apiKey({ ...wireKey, limit_reset: "yearly", brand_new: { x: 1 }, ["__proto__"]: { polluted: true } })
    assert.strictEqual(key.limitReset, "yearly")
    assert.sameMembers(Object.keys(key), Object.keys(apiKeyFields))
    assert.notProperty(key, "polluted")
  })
})

describe("CurrentKey", () => {
  it("has every field of today's contract", () => {
    assert.deepInclude(currentKey(wireCurrentKey), {
      isManagementKey: true,
      allowedDataRegions: ["global", "europe"],
      freeModelDailyRequests: { limit: 50, remaining: 38, used: 12 },
      rateLimit: { interval: "10s", note: "deprecated", requests: -1 },
      organizationId: null
    })
  })

  it("of the first release has null and empty lists for the other fields", () => {
    const joined = ["allowed_data_regions", "creator_user_id", "expires_at", "free_model_daily_requests"]
    const first = without(wireCurrentKey, ...joined, "is_management_key", "organization_id", "workspace_id")
    assert.deepInclude(currentKey(first), {
      isManagementKey: null,
      isProvisioningKey: true,
      allowedDataRegions: [],
      freeModelDailyRequests: null,
      expiresAt: null,
      workspaceId: null
    })
    assert.deepStrictEqual(currentKey({ ...first, allowed_data_regions: null }).allowedDataRegions, [])
  })

  it("has its own empty list each time", () => {
    const [one, other] = [
      currentKey(without(wireCurrentKey, "allowed_data_regions")),
      currentKey({ ...wireCurrentKey, allowed_data_regions: null })
    ]
    assert.notStrictEqual(one.allowedDataRegions, other.allowedDataRegions)
  })

  it("keeps unknown regions, and names an invalid item", () => {
    assert.deepStrictEqual(currentKey({ ...wireCurrentKey, allowed_data_regions: ["mars"] }).allowedDataRegions, [
      "mars"
    ])
    assert.deepStrictEqual(decodeCurrentKey({ ...wireCurrentKey, allowed_data_regions: ["us", 5] }), {
      ok: false,
      message: "allowed_data_regions.1: Expected string"
    })
  })

  it("has null for an invalid optional record", () => {
    for (const rate_limit of [{}, { requests: Infinity, interval: "", note: "" }, "none", 5, [], null]) {
      const key = currentKey({ ...wireCurrentKey, rate_limit, free_model_daily_requests: { used: 1 } })
      assert.include(key, { rateLimit: null, freeModelDailyRequests: null, usage: 25.5 })
    }
  })
})

/** Values that a declaration accepts in a response. */
const arbitraryOf = (field: Field): fc.Arbitrary<unknown> => {
  const value = (): fc.Arbitrary<unknown> => {
    switch (field.kind) {
      case "string":
      case "instant":
        return fc.string()
      case "enum":
        return field.open ? fc.oneof(fc.constantFrom(...field.values), fc.string()) : fc.constantFrom(...field.values)
      case "number":
        return fc.double({ noDefaultInfinity: true, noNaN: true })
      case "boolean":
        return fc.boolean()
      case "list":
        return fc.array(arbitraryOf(field.item), { maxLength: 4 })
      case "record":
        return fc.record(recordOf(field.fields))
    }
  }
  return field.nullable ? fc.option(value()) : value()
}

const recordOf = (fields: Readonly<Record<string, Field>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, arbitraryOf(field)]))

describe("the wire form", () => {
  it("decodes to the value that was encoded", () => {
    fc.assert(fc.property(fc.record(recordOf(apiKeyFields)), (key) => {
      assert.deepStrictEqual(decodeApiKey(encodeApiKey(key as never)), { ok: true, value: key } as never)
    }))
    fc.assert(fc.property(fc.record(recordOf(currentKeyFields)), (key) => {
      assert.deepStrictEqual(decodeCurrentKey(encodeCurrentKey(key as never)), { ok: true, value: key } as never)
    }))
  })

  it("encodes to the JSON that was decoded", () => {
    assert.deepStrictEqual<unknown>(encodeApiKey(apiKey(wireKey)), wireKey)
    assert.deepStrictEqual<unknown>(encodeCurrentKey(currentKey(wireCurrentKey)), wireCurrentKey)
  })

  it("has snake_case names", () => {
    assert.deepStrictEqual(Object.keys(apiKeyFields).map(wireName).sort(), Object.keys(wireKey).sort())
    assert.deepStrictEqual(Object.keys(currentKeyFields).map(wireName).sort(), Object.keys(wireCurrentKey).sort())
  })
})
