import * as fc from "fast-check"
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { ask, make } from "./ask.js"

const keyFields = [
  "byok_usage",
  "byok_usage_daily",
  "byok_usage_monthly",
  "byok_usage_weekly",
  "created_at",
  "creator_user_id",
  "disabled",
  "expires_at",
  "external_user",
  "hash",
  "include_byok_in_limit",
  "label",
  "last_used_at",
  "limit",
  "limit_remaining",
  "limit_reset",
  "name",
  "updated_at",
  "usage",
  "usage_daily",
  "usage_monthly",
  "usage_weekly",
  "workspace_id"
]

const otherWorkspace = "5b3c9c1e-1111-4222-8333-444455556666"
const at = "2025-08-24T10:30:00Z"

const fieldsOf = (record: object): ReadonlyArray<string> => Object.keys(record).sort()
const namesOf = (keys: ReadonlyArray<{ readonly name: string }>) => keys.map(({ name }) => name)

describe("create", () => {
  test("responds 201 with the key in the documented form, once", () => {
    const { fake } = make({ at })
    const { json, status } = ask(fake, "POST", "/keys", { body: { name: "CI" } })
    expect(status).toBe(201)
    expect(fieldsOf(json)).toEqual(["data", "key"])
    expect(fieldsOf(json.data)).toEqual(keyFields)
    expect(json.key).toMatch(/^sk-or-v1-[0-9a-f]{64}$/)
    expect(json.data.hash).toBe(createHash("sha256").update(json.key).digest("hex"))
    expect(json.data.label).toBe(`sk-or-v1-${json.key.slice(9, 12)}...${json.key.slice(-4)}`)
    expect(json.data).toMatchObject({ created_at: "2025-08-24T10:30:00.000Z", disabled: false })
    for (const field of ["limit", "limit_remaining", "limit_reset", "updated_at", "last_used_at", "expires_at"]) {
      expect(json.data[field], field).toBeNull()
    }
    expect(JSON.stringify([fake.keys(), fake.state()])).not.toContain(json.key)
  })

  test("keeps every given field", () => {
    const { fake } = make()
    const { json } = ask(fake, "POST", "/keys", {
      body: {
        name: "Customer",
        limit: 12.5,
        limit_reset: "weekly",
        include_byok_in_limit: true,
        expires_at: "2027-12-31T23:59:59.5Z",
        creator_user_id: "user_1",
        workspace_id: otherWorkspace.toUpperCase(),
        external: { user: "customer-1", api_key: "x".repeat(32) },
        disabled: true,
        unknown: "ignored"
      }
    })
    expect(json.data).toMatchObject({
      name: "Customer",
      limit: 12.5,
      limit_remaining: 12.5,
      limit_reset: "weekly",
      include_byok_in_limit: true,
      expires_at: "2027-12-31T23:59:59.5Z",
      creator_user_id: "user_1",
      workspace_id: otherWorkspace,
      external_user: "customer-1",
      disabled: false
    })
  })

  test.each<readonly [field: string, body: unknown]>([
    ["name", {}],
    ["name", { name: "" }],
    ["name", { name: 7 }],
    ["limit", { name: "a", limit: "5" }],
    ["limit", { name: "a", limit: -1 }],
    ["limit", "{\"name\":\"a\",\"limit\":1e999}"],
    ["limit_reset", { name: "a", limit_reset: "yearly" }],
    ["include_byok_in_limit", { name: "a", include_byok_in_limit: "true" }],
    ["expires_at", { name: "a", expires_at: "2027-12-31T23:59Z" }],
    ["expires_at", { name: "a", expires_at: "2027-12-31T23:59:59+02:00" }],
    ["expires_at", { name: "a", expires_at: "2027-02-30T00:00:00Z" }],
    ["workspace_id", { name: "a", workspace_id: "default" }],
    ["workspace_id", { name: "a", workspace_id: null }],
    ["creator_user_id", { name: "a", creator_user_id: "" }],
    ["external", { name: "a", external: "customer" }],
    ["external.user", { name: "a", external: {} }],
    ["external.user", { name: "a", external: { user: "u".repeat(513) } }],
    ["external.api_key", { name: "a", external: { user: "u", api_key: "k".repeat(31) } }],
    ["body", "{"],
    ["body", "[]"],
    ["body", ""]
  ])("rejects an invalid %s with 400 and its name, and creates nothing", (field, body) => {
    const { fake } = make()
    const { json, status } = ask(fake, "POST", "/keys", { body })
    expect([status, json.error.code]).toEqual([400, 400])
    expect(json.error.message).toContain(field)
    expect(fake.keys()).toEqual([])
  })

  test("responds to any JSON with 201 or 400, even if it is 100,000 levels deep", () => {
    const { fake } = make()
    fc.assert(fc.property(fc.jsonValue(), (body) => {
      expect([201, 400]).toContain(ask(fake, "POST", "/keys", { body: JSON.stringify(body) }).status)
    }))
    const deep = `{"name":"a","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
    expect(ask(fake, "POST", "/keys", { body: deep }).status).toBe(201)
    expect(JSON.stringify(fake.requests().at(-1)).length).toBeLessThan(1_000)
  })
})

describe("list", () => {
  test("contains the most recent 100 of the default workspace, without disabled and expired ones", () => {
    const { fake } = make({
      keys: [
        { name: "off", disabled: true },
        { name: "old", expiresAt: "1969-12-31T00:00:00Z" },
        { name: "elsewhere", workspaceId: otherWorkspace },
        ...Array.from({ length: 150 }, (_, i) => ({ name: `key ${i}` }))
      ]
    })
    const pages = [0, 100, 200].map((offset) => ask(fake, "GET", `/keys?offset=${offset}`).json.data)
    expect(pages.map((page) => page.length)).toEqual([100, 50, 0])
    expect(fieldsOf(pages[0][0])).toEqual(keyFields)
    expect(namesOf(pages.flat())).toEqual(Array.from({ length: 150 }, (_, i) => `key ${i}`))
    const first = (query: string) => ask(fake, "GET", `/keys?${query}`).json.data[0].name
    expect(first("include_disabled=true&offset=0")).toBe("off")
    expect(first("include_expired=true")).toBe("old")
    expect(first("include_expired=false")).toBe("key 0")
    expect(first(`workspace_id=${otherWorkspace.toUpperCase()}`)).toBe("elsewhere")
  })

  test("follows the clock in both directions", () => {
    const { clock, fake } = make({ at, keys: [{ name: "a", expiresAt: "2025-08-24T10:31:00Z" }, { name: "b" }] })
    const listed = () => namesOf(ask(fake, "GET", "/keys").json.data)
    expect(listed()).toEqual(["a", "b"])
    clock.now += 60_000
    expect(listed()).toEqual(["b"])
    clock.now -= 1
    expect(listed()).toEqual(["a", "b"])
  })

  test.each([
    ["include_disabled", "include_disabled=yes"],
    ["include_expired", "include_expired=1"],
    ["offset", "offset=-1"],
    ["offset", "offset=1.5"],
    ["offset", "offset="],
    ["workspace_id", "workspace_id=mine"]
  ])("rejects an invalid %s with 400 and its name", (field, query) => {
    const { json, status } = ask(make().fake, "GET", `/keys?${query}`)
    expect(status).toBe(400)
    expect(json.error.message).toContain(field)
  })
})

describe("get, update, delete", () => {
  test("find a key by its hash in any workspace, also percent-encoded", () => {
    const { fake } = make({ keys: [{ hash: "a-b", workspaceId: otherWorkspace }] })
    const { json, status } = ask(fake, "GET", "/keys/%61-b")
    expect(status).toBe(200)
    expect(fieldsOf(json.data)).toEqual(keyFields)
    expect(ask(fake, "DELETE", "/keys/a-b")).toMatchObject({ status: 200, json: { deleted: true } })
    for (const method of ["GET", "PATCH", "DELETE"]) {
      expect(ask(fake, method, "/keys/a-b", { body: {} })).toMatchObject({
        status: 404,
        json: { error: { code: 404, message: "Resource not found" } }
      })
    }
  })

  test("update changes only the given fields, and updated_at", () => {
    const { fake } = make({ at, keys: [{ hash: "h", name: "old", limit: 5, limitReset: "daily" }] })
    const before = ask(fake, "GET", "/keys/h").json.data
    const updated_at = "2025-08-24T10:30:00.000Z"
    expect(ask(fake, "PATCH", "/keys/h", { body: {} })).toMatchObject({
      status: 200,
      json: { data: { ...before, updated_at } }
    })
    const changes = { name: "new", disabled: true, limit: null, limit_reset: null, include_byok_in_limit: true }
    const changed = ask(fake, "PATCH", "/keys/h", { body: { ...changes, hash: "other", usage: 9 } })
    expect(changed.json.data).toEqual({ ...before, ...changes, limit_remaining: null, updated_at })
  })

  test.each<readonly [field: string, body: unknown]>([
    ["name", { name: null }],
    ["disabled", { disabled: "yes" }],
    ["limit", { limit: -0.01 }],
    ["limit_reset", { limit_reset: "hourly" }],
    ["workspace_id", { workspace_id: "here" }],
    ["workspace_id", { workspace_id: null }],
    ["body", ""]
  ])("update rejects an invalid %s with 400 and its name, and changes nothing", (field, body) => {
    const { fake } = make({ keys: [{ hash: "h" }] })
    const before = fake.state()
    const { json, status } = ask(fake, "PATCH", "/keys/h", { body })
    expect(status).toBe(400)
    expect(json.error.message).toContain(field)
    expect(fake.state()).toBe(before)
  })

  test("update moves a key to another workspace, where it is listed by creation time", () => {
    const { fake } = make({
      keys: [{ name: "1", workspaceId: otherWorkspace }, { name: "2", hash: "h" }, {
        name: "3",
        workspaceId: otherWorkspace
      }]
    })
    const moved = ask(fake, "PATCH", "/keys/h", { body: { workspace_id: otherWorkspace.toUpperCase() } })
    expect(moved).toMatchObject({ status: 200, json: { data: { workspace_id: otherWorkspace } } })
    expect(ask(fake, "GET", "/keys").json.data).toEqual([])
    expect(namesOf(ask(fake, "GET", `/keys?workspace_id=${otherWorkspace}`).json.data)).toEqual(["1", "2", "3"])
  })

  test("update responds 409 if the workspace does not accept keys, and changes nothing", () => {
    const { fake } = make({ keys: [{ hash: "h" }], conflicts: [otherWorkspace.toUpperCase()] })
    const move = () => ask(fake, "PATCH", "/keys/h", { body: { workspace_id: otherWorkspace, name: "moved" } })
    const before = fake.state()
    expect(move()).toMatchObject({ status: 409, json: { error: { code: 409, message: "Conflict" } } })
    expect(fake.state()).toBe(before)
    fake.setConflicts([])
    expect(move().status).toBe(200)
    fake.setConflicts([otherWorkspace])
    expect(move().status).toBe(200)
    fake.reset()
    expect(move().status).toBe(409)
  })

  test("update rejects an empty change only with refuseEmptyUpdate", () => {
    const { fake } = make({ keys: [{ hash: "h" }], refuseEmptyUpdate: true })
    for (const body of [{}, { hash: "other" }]) {
      expect(ask(fake, "PATCH", "/keys/h", { body })).toMatchObject({
        status: 400,
        json: { error: { code: 400, message: "No update fields provided" } }
      })
    }
    expect(ask(fake, "PATCH", "/keys/h", { body: { name: "" } }).status).toBe(200)
    expect(ask(fake, "PATCH", "/keys/missing", { body: {} }).status).toBe(404)
  })
})

describe("authentication", () => {
  test("no bearer token or another header is 401", () => {
    const { fake } = make()
    for (const authorization of ["", "Bearer", "Bearer ", `Basic ${fake.managementKey}`]) {
      expect(ask(fake, "GET", "/keys", { token: null, headers: { authorization } })).toMatchObject({
        status: 401,
        json: { error: { code: 401, message: "Missing Authentication header" } }
      })
    }
    expect(ask(fake, "GET", "/keys", { token: null }).status).toBe(401)
    const headers = { Authorization: `bearer ${fake.managementKey}` }
    expect(ask(fake, "GET", "/keys", { token: null, headers }).status).toBe(200)
  })

  test("an unknown, disabled, expired or deleted key is 401, and is not repeated in the response", () => {
    const { clock, fake } = make()
    const create = (body: object) => ask(fake, "POST", "/keys", { body: { name: "a", ...body } }).json
    const status = (token: string) => {
      const received = ask(fake, "GET", "/key", { token })
      expect(JSON.stringify(received.json)).not.toContain(token)
      return received.status
    }
    const { data, key } = create({})
    const expiring = create({ expires_at: "1970-01-01T00:01:00Z" })
    clock.now += 59_999
    expect([status("sk-or-v1-unknown"), status(key), status(expiring.key)]).toEqual([401, 200, 200])
    clock.now += 1
    ask(fake, "PATCH", `/keys/${data.hash}`, { body: { disabled: true } })
    expect([status(key), status(expiring.key)]).toEqual([401, 401])
    ask(fake, "DELETE", `/keys/${data.hash}`)
    expect(status(key)).toBe(401)
  })

  test("a created key may read its own metadata, and is 403 everywhere else", () => {
    const { fake } = make()
    const { data, key } = ask(fake, "POST", "/keys", { body: { name: "a", limit: 3 } }).json
    expect(ask(fake, "GET", "/key", { token: key })).toMatchObject({
      status: 200,
      json: { data: { label: data.label, limit: 3, limit_remaining: 3, is_management_key: false } }
    })
    for (const [method, path] of [["GET", "/keys"], ["POST", "/keys"], ["DELETE", `/keys/${data.hash}`]] as const) {
      const { json, status } = ask(fake, method, path, { token: key })
      expect([status, json.error.message]).toEqual([403, "Only management keys can perform this operation"])
    }
  })

  test("GET /key describes the management key, of either form, and the account", () => {
    const managementKey = `sk-or-mgmt-${"0a1b".repeat(16)}`
    const { clock, fake } = make({
      managementKey,
      account: { isFreeTier: true, organizationId: "org_1", freeModelDailyRequests: { limit: 50, used: 12 } }
    })
    const { data } = ask(fake, "GET", "/key", { token: managementKey }).json
    expect(data).toMatchObject({
      label: "sk-or-mgmt-0a1...0a1b",
      limit: null,
      limit_remaining: null,
      is_management_key: true,
      is_provisioning_key: true,
      is_free_tier: true,
      organization_id: "org_1",
      allowed_data_regions: ["global", "europe", "us"],
      free_model_daily_requests: { limit: 50, used: 12, remaining: 38 }
    })
    expect(fieldsOf(data.rate_limit)).toEqual(["interval", "note", "requests"])
    clock.now += 86_400_000
    expect(ask(fake, "GET", "/key").json.data.free_model_daily_requests).toEqual({ limit: 50, used: 0, remaining: 50 })
    expect(JSON.stringify(fake.requests())).not.toContain(managementKey)
  })

  test("last_used_at is the time a key was last used", () => {
    const { clock, fake } = make({ keys: [{ hash: "h" }] })
    const { data: { hash }, key } = ask(fake, "POST", "/keys", { body: { name: "a" } }).json
    const lastUsed = (of: string) => ask(fake, "GET", `/keys/${of}`).json.data.last_used_at
    clock.now = 1_000
    ask(fake, "GET", "/keys", { token: key })
    expect([lastUsed(hash), lastUsed("h")]).toEqual([null, null])
    ask(fake, "GET", "/key", { token: key })
    clock.now = 2_000
    fake.spend("h", 1)
    expect([lastUsed(hash), lastUsed("h")]).toEqual(["1970-01-01T00:00:01.000Z", "1970-01-01T00:00:02.000Z"])
    clock.now = 3_000
    fake.setUsage("h", 0)
    expect(fake.keys().map((one) => one.lastUsedAt)).toEqual(["1970-01-01T00:00:01.000Z", "1970-01-01T00:00:03.000Z"])
  })
})

describe("other paths", () => {
  test("are 404, other methods 405 with Allow", () => {
    const { fake } = make()
    for (const path of ["", "/", "/keys/", "/keys/a/b", "/keys/a/rotate", "/key/a", "/models", "/keys/%E0%A4%A"]) {
      const { json, status } = ask(fake, "GET", path)
      expect([status, json.error.code], path).toEqual([404, 404])
    }
    expect(ask(fake, "POST", "/keys/h/rotate").status).toBe(404)
    const allowed = { "/keys": "GET, POST", "/keys/h": "GET, PATCH, DELETE", "/key": "GET" }
    for (const [path, allow] of Object.entries(allowed)) {
      for (const method of ["PUT", "toString", "__proto__"]) {
        const { headers, json, status } = ask(fake, method, path)
        expect([status, headers.allow, json.error.code]).toEqual([405, allow, 405])
      }
    }
  })

  test("the host does not matter", () => {
    const { fake } = make()
    const headers = { authorization: `Bearer ${fake.managementKey}` }
    for (const origin of ["", "https://openrouter.ai", "http://user@127.0.0.1:80"]) {
      const { response } = fake.begin({ method: "GET", url: `${origin}/api/v1/key#top`, headers }).complete()
      expect(response).toMatchObject({ _tag: "Complete", status: 200 })
    }
  })

  test("names of built-in properties are not keys", () => {
    const { fake } = make({ keys: [{ hash: "__proto__", name: "odd" }] })
    expect(ask(fake, "GET", "/keys/constructor").status).toBe(404)
    expect(ask(fake, "GET", "/keys/__proto__").json.data.name).toBe("odd")
    expect(ask(fake, "GET", "/keys?__proto__=1&constructor=2").status).toBe(200)
  })
})

describe("the rate limit", () => {
  test("responds 429 until its interval ends, with the time left", () => {
    const { clock, fake } = make({ at, rateLimit: { requests: 2, interval: 10_000 } })
    const list = () => ask(fake, "GET", "/keys")
    expect(list().status).toBe(200)
    clock.now += 3_500
    expect(list().status).toBe(200)
    expect(list()).toMatchObject({
      status: 429,
      json: { error: { message: "Rate limit exceeded" } },
      headers: {
        "retry-after": "7",
        "x-ratelimit-limit": "2",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(Date.parse("2025-08-24T10:30:10Z"))
      }
    })
    clock.now += 6_500
    expect(list().status).toBe(200)
  })
})
