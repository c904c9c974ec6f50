import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { createHash } from "node:crypto"
import { FakeOpenRouter } from "../../src/testing/FakeOpenRouter.js"
import { ask } from "./ask.js"

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

const currentKeyFields = [
  "allowed_data_regions",
  "byok_usage",
  "byok_usage_daily",
  "byok_usage_monthly",
  "byok_usage_weekly",
  "creator_user_id",
  "expires_at",
  "free_model_daily_requests",
  "include_byok_in_limit",
  "is_free_tier",
  "is_management_key",
  "is_provisioning_key",
  "label",
  "limit",
  "limit_remaining",
  "limit_reset",
  "organization_id",
  "rate_limit",
  "usage",
  "usage_daily",
  "usage_monthly",
  "usage_weekly",
  "workspace_id"
]

const otherWorkspace = "5b3c9c1e-1111-4222-8333-444455556666"
const year2025 = Date.parse("2025-08-24T10:30:00Z")

const fieldsOf = (record: object): ReadonlyArray<string> => Object.keys(record).sort()

describe("create", () => {
  it.effect("responds 201 with the key in the documented form, once", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(year2025)
      const fake = yield* FakeOpenRouter.make()
      const { json, status } = yield* ask(fake, "POST", "/keys", { body: { name: "CI" } })
      assert.strictEqual(status, 201)
      assert.deepStrictEqual(fieldsOf(json), ["data", "key"])
      assert.deepStrictEqual(fieldsOf(json.data), keyFields)
      assert.match(json.key, /^sk-or-v1-[0-9a-f]{64}$/)
      assert.strictEqual(json.data.hash, createHash("sha256").update(json.key).digest("hex"))
      assert.strictEqual(json.data.label, `sk-or-v1-${json.key.slice(9, 12)}...${json.key.slice(-4)}`)
      assert.strictEqual(json.data.created_at, "2025-08-24T10:30:00.000Z")
      assert.strictEqual(json.data.disabled, false)
      for (const field of ["limit", "limit_remaining", "limit_reset", "updated_at", "expires_at", "external_user"]) {
        assert.isNull(json.data[field], field)
      }
      assert.notInclude(JSON.stringify(yield* fake.keys), json.key)
    }))

  it.effect("keeps every given field", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const { json } = yield* ask(fake, "POST", "/keys", {
        body: {
          name: "Customer",
          limit: 12.5,
          limit_reset: "weekly",
          include_byok_in_limit: true,
          expires_at: "2027-12-31T23:59:59.5Z",
          creator_user_id: "user_1",
          workspace_id: otherWorkspace,
          external: { user: "customer-1", api_key: "x".repeat(32) },
          disabled: true,
          unknown: "ignored"
        }
      })
      assert.deepInclude(json.data, {
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
    }))

  const invalid: ReadonlyArray<readonly [field: string, body: unknown]> = [
    ["name", {}],
    ["name", { name: "" }],
    ["name", { name: 7 }],
    ["limit", { name: "a", limit: "5" }],
    ["limit", { name: "a", limit: -1 }],
    ["limit_reset", { name: "a", limit_reset: "yearly" }],
    ["include_byok_in_limit", { name: "a", include_byok_in_limit: "true" }],
    ["expires_at", { name: "a", expires_at: "2027-12-31T23:59Z" }],
    ["expires_at", { name: "a", expires_at: "2027-12-31T23:59:59+02:00" }],
    ["expires_at", { name: "a", expires_at: "2027-02-30T00:00:00Z" }],
    ["expires_at", { name: "a", expires_at: "soon" }],
    ["workspace_id", { name: "a", workspace_id: "default" }],
    ["workspace_id", { name: "a", workspace_id: null }],
    ["creator_user_id", { name: "a", creator_user_id: "" }],
    ["external", { name: "a", external: "customer" }],
    ["external.user", { name: "a", external: {} }],
    ["external.user", { name: "a", external: { user: "" } }],
    ["external.user", { name: "a", external: { user: "u".repeat(513) } }],
    ["external.api_key", { name: "a", external: { user: "u", api_key: "k".repeat(31) } }],
    ["external.api_key", { name: "a", external: { user: "u", api_key: "k".repeat(513) } }],
    ["body", "{"],
    ["body", "[]"],
    ["body", ""]
  ]

  it.effect.each(invalid)(
    "rejects an invalid %s with 400 and its name, and creates nothing",
    ([field, body]) =>
      Effect.gen(function*() {
        const fake = yield* FakeOpenRouter.make()
        const { json, status } = yield* ask(fake, "POST", "/keys", { body })
        assert.strictEqual(status, 400)
        assert.strictEqual(json.error.code, 400)
        assert.include(json.error.message, field)
        assert.isEmpty(yield* fake.keys)
      })
  )

  it.effect.prop("responds to any JSON with 201 or 400", [fc.jsonValue()], ([body]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const { status } = yield* ask(fake, "POST", "/keys", { body: JSON.stringify(body) })
      assert.include([201, 400], status)
    }))
})

describe("list", () => {
  it.effect("contains the most recent 100 of the default workspace, without disabled ones", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({
        keys: [
          { name: "off", disabled: true },
          { name: "elsewhere", workspaceId: otherWorkspace },
          ...Array.from({ length: 150 }, (_, i) => ({ name: `key ${i}` }))
        ]
      })
      const first = yield* ask(fake, "GET", "/keys")
      const second = yield* ask(fake, "GET", "/keys?offset=100")
      const names = [...first.json.data, ...second.json.data].map((key) => key.name)
      assert.strictEqual(first.json.data.length, 100)
      assert.deepStrictEqual(fieldsOf(first.json.data[0]), keyFields)
      assert.deepStrictEqual(names, Array.from({ length: 150 }, (_, i) => `key ${i}`))
      const all = yield* ask(fake, "GET", "/keys?include_disabled=true&offset=0")
      assert.strictEqual(all.json.data[0].name, "off")
      const there = yield* ask(fake, "GET", `/keys?workspace_id=${otherWorkspace.toUpperCase()}`)
      assert.deepStrictEqual(there.json.data.map((key: { name: string }) => key.name), ["elsewhere"])
      assert.isEmpty((yield* ask(fake, "GET", "/keys?offset=200")).json.data)
    }))

  it.effect("puts a new key first", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: 3 })
      yield* ask(fake, "POST", "/keys", { body: { name: "new" } })
      assert.strictEqual((yield* ask(fake, "GET", "/keys")).json.data[0].name, "new")
      assert.strictEqual((yield* fake.keys)[0]?.name, "new")
    }))

  it.effect.each(
    [
      ["include_disabled", "include_disabled=yes"],
      ["offset", "offset=-1"],
      ["offset", "offset=1.5"],
      ["offset", "offset="],
      ["workspace_id", "workspace_id=mine"]
    ] as const
  )("rejects an invalid %s with 400 and its name", ([field, query]) =>
    Effect.gen(function*() {
      const { json, status } = yield* ask(yield* FakeOpenRouter.make(), "GET", `/keys?${query}`)
      assert.strictEqual(status, 400)
      assert.include(json.error.message, field)
    }))
})

describe("get, update, delete", () => {
  it.effect("find a key by its hash in any workspace, also percent-encoded", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "a-b", workspaceId: otherWorkspace }] })
      const { json, status } = yield* ask(fake, "GET", "/keys/%61-b")
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(fieldsOf(json), ["data"])
      assert.deepStrictEqual(fieldsOf(json.data), keyFields)
      const deleted = yield* ask(fake, "DELETE", "/keys/a-b")
      assert.deepStrictEqual([deleted.status, deleted.json], [200, { deleted: true }])
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const gone = yield* ask(fake, method, "/keys/a-b", { body: {} })
        assert.strictEqual(gone.status, 404)
        assert.deepStrictEqual(gone.json, { error: { code: 404, message: "Resource not found" } })
      }
    }))

  it.effect("update changes only the given fields, and updated_at", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(year2025)
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h", name: "old", limit: 5, limitReset: "daily" }] })
      const before = (yield* ask(fake, "GET", "/keys/h")).json.data
      const untouched = yield* ask(fake, "PATCH", "/keys/h", { body: {} })
      assert.strictEqual(untouched.status, 200)
      assert.deepStrictEqual(untouched.json.data, { ...before, updated_at: "2025-08-24T10:30:00.000Z" })
      const changes = { name: "new", disabled: true, limit: null, limit_reset: null, include_byok_in_limit: true }
      const changed = yield* ask(fake, "PATCH", "/keys/h", { body: { ...changes, hash: "other", usage: 9 } })
      assert.deepStrictEqual(changed.json.data, {
        ...before,
        ...changes,
        limit_remaining: null,
        updated_at: "2025-08-24T10:30:00.000Z"
      })
    }))

  it.effect.each(
    [
      ["name", { name: null }],
      ["disabled", { disabled: "yes" }],
      ["limit", { limit: -0.01 }],
      ["limit_reset", { limit_reset: "hourly" }],
      ["include_byok_in_limit", { include_byok_in_limit: 1 }],
      ["body", ""]
    ] as const
  )(
    "update rejects an invalid %s with 400 and its name, and changes nothing",
    ([field, body]) =>
      Effect.gen(function*() {
        const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }] })
        const before = yield* fake.keys
        const { json, status } = yield* ask(fake, "PATCH", "/keys/h", { body })
        assert.strictEqual(status, 400)
        assert.include(json.error.message, field)
        assert.deepStrictEqual(yield* fake.keys, before)
      })
  )
})

describe("authentication", () => {
  it.effect("no bearer token or another header is 401", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      for (const authorization of [undefined, "", "Bearer", "Bearer ", `Basic ${fake.managementKey}`]) {
        const { json, status } = yield* ask(fake, "GET", "/keys", {
          token: null,
          headers: authorization === undefined ? {} : { authorization }
        })
        assert.strictEqual(status, 401)
        assert.deepStrictEqual(json, { error: { code: 401, message: "Missing Authentication header" } })
      }
      const lower = yield* ask(fake, "GET", "/keys", {
        token: null,
        headers: { authorization: `bearer ${fake.managementKey}` }
      })
      assert.strictEqual(lower.status, 200)
    }))

  it.effect("an unknown, disabled or deleted key is 401, and is not repeated in the response", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const { data, key } = (yield* ask(fake, "POST", "/keys", { body: { name: "a" } })).json
      const rejected = (token: string) =>
        Effect.map(ask(fake, "GET", "/key", { token }), ({ json, status }) => {
          assert.strictEqual(status, 401)
          assert.notInclude(JSON.stringify(json), token)
        })
      yield* rejected("sk-or-v1-unknown")
      yield* ask(fake, "PATCH", `/keys/${data.hash}`, { body: { disabled: true } })
      yield* rejected(key)
      yield* ask(fake, "DELETE", `/keys/${data.hash}`)
      yield* rejected(key)
    }))

  it.effect("a created key may read its own metadata, and is 403 everywhere else", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const { data, key } = (yield* ask(fake, "POST", "/keys", { body: { name: "a", limit: 3 } })).json
      const own = yield* ask(fake, "GET", "/key", { token: key })
      assert.strictEqual(own.status, 200)
      assert.deepStrictEqual(fieldsOf(own.json.data), currentKeyFields)
      assert.deepInclude(own.json.data, {
        label: data.label,
        limit: 3,
        limit_remaining: 3,
        is_management_key: false,
        is_provisioning_key: false
      })
      for (const [method, path] of [["GET", "/keys"], ["POST", "/keys"], ["DELETE", `/keys/${data.hash}`]] as const) {
        const { json, status } = yield* ask(fake, method, path, { token: key })
        assert.strictEqual(status, 403)
        assert.strictEqual(json.error.message, "Only management keys can perform this operation")
      }
    }))

  it.effect("GET /key describes the management key and the account", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({
        managementKey: "sk-or-v1-management",
        account: { isFreeTier: true, organizationId: "org_1", freeModelDailyRequests: { limit: 50, used: 12 } }
      })
      const { data } = (yield* ask(fake, "GET", "/key", { token: "sk-or-v1-management" })).json
      assert.deepStrictEqual(fieldsOf(data), currentKeyFields)
      assert.deepInclude(data, {
        limit: null,
        limit_remaining: null,
        is_management_key: true,
        is_provisioning_key: true,
        is_free_tier: true,
        organization_id: "org_1",
        allowed_data_regions: ["global", "europe", "us"],
        free_model_daily_requests: { limit: 50, used: 12, remaining: 38 }
      })
      assert.deepStrictEqual(fieldsOf(data.rate_limit), ["interval", "note", "requests"])
    }))
})

describe("other paths", () => {
  it.effect("are 404, and other methods 405 with Allow", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      for (const path of ["", "/", "/keys/", "/keys/a/b", "/key/a", "/models", "/keys/%E0%A4%A"]) {
        const { json, status } = yield* ask(fake, "GET", path)
        assert.strictEqual(status, 404, path)
        assert.strictEqual(json.error.code, 404)
      }
      const allowed = { "/keys": "GET, POST", "/keys/h": "GET, PATCH, DELETE", "/key": "GET" }
      for (const [path, allow] of Object.entries(allowed)) {
        const { headers, json, status } = yield* ask(fake, "PUT", path)
        assert.deepStrictEqual([status, headers.allow, json.error.code], [405, allow, 405])
      }
    }))

  it.effect("the host does not matter", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const headers = { authorization: `Bearer ${fake.managementKey}` }
      for (const origin of ["", "https://openrouter.ai", "http://user@127.0.0.1:80"]) {
        const response = yield* fake.handle({
          method: "GET",
          url: `${origin}/api/v1/key#top`,
          headers,
          body: undefined
        })
        assert.strictEqual(response._tag === "Complete" && response.status, 200)
      }
    }))
})

describe("the initial state", () => {
  it.effect("of a number of keys has varied ones", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: 40 })
      const keys = yield* fake.keys
      const some = (f: (key: typeof keys[number]) => boolean) => assert.isTrue(keys.some(f) && !keys.every(f))
      assert.strictEqual(keys.length, 40)
      assert.strictEqual(new Set(keys.map((key) => key.hash)).size, 40)
      some((key) => key.disabled)
      some((key) => key.limit === null)
      some((key) => key.limitReset === null)
      some((key) => key.expiresAt === null)
      some((key) => key.externalUser === null)
      some((key) => key.usage > 1)
      const created = keys.map((key) => Date.parse(key.createdAt))
      assert.deepStrictEqual(created, [...created].sort((a, b) => b - a))
    }))

  it.effect("has seeds with defaults, in the order of the list, which authenticate with their key", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(year2025)
      const fake = yield* FakeOpenRouter.make({
        workspaceId: otherWorkspace,
        userId: "user_9",
        keys: [
          { name: "first", key: "sk-or-v1-seeded", limit: 10, usage: 2.5 },
          { createdAt: "2020-01-01T00:00:00Z" },
          { name: "third", usageMonthly: 4, usageDaily: 1, creatorUserId: null }
        ]
      })
      const [first, third, second] = yield* fake.keys
      assert.deepInclude(first, { name: "first", limitRemaining: 7.5, usage: 2.5, usageDaily: 2.5 })
      assert.deepInclude(first, { workspaceId: otherWorkspace, creatorUserId: "user_9" })
      assert.deepInclude(third, { usage: 4, usageMonthly: 4, usageWeekly: 4, usageDaily: 1, creatorUserId: null })
      assert.deepInclude(second, { name: "Key 2", createdAt: "2020-01-01T00:00:00Z" })
      assert.strictEqual((yield* ask(fake, "GET", "/key", { token: "sk-or-v1-seeded" })).status, 200)
    }))

  it.effect("is the same for the same seed, and different for another one", () =>
    Effect.gen(function*() {
      const run = (seed: string | number) =>
        Effect.gen(function*() {
          const fake = yield* FakeOpenRouter.make({ seed, keys: 20 })
          const created = yield* ask(fake, "POST", "/keys", { body: { name: "a" } })
          return JSON.stringify([yield* fake.keys, created.json, fake.managementKey])
        })
      assert.strictEqual(yield* run("a"), yield* run("a"))
      assert.notStrictEqual(yield* run("a"), yield* run("b"))
      const drawn = Effect.map(FakeOpenRouter.make(), (fake) => fake.managementKey)
      assert.notStrictEqual(yield* drawn, yield* drawn)
      const fixed = Effect.withRandom(drawn, Random.make("fixed"))
      assert.match(yield* fixed, /^sk-or-v1-[0-9a-f]{64}$/)
    }))

  it.effect("is restored by reset", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: 5 })
      const before = yield* fake.keys
      yield* ask(fake, "DELETE", `/keys/${before[0]!.hash}`)
      yield* ask(fake, "POST", "/keys", { body: { name: "a" } })
      yield* fake.spend(before[1]!.hash, 1)
      yield* fake.fail({ status: 500 })
      yield* fake.reset
      assert.deepStrictEqual(yield* fake.keys, before)
      assert.isEmpty(yield* fake.requests)
      assert.strictEqual((yield* ask(fake, "GET", "/keys")).status, 200)
    }))
})

describe("the state", () => {
  it.effect("survives JSON, and another fake continues with it", () =>
    Effect.gen(function*() {
      const first = yield* FakeOpenRouter.make({ seed: "s", keys: 20 })
      const { key } =
        (yield* ask(first, "POST", "/keys", { body: { name: "a", expires_at: "2027-01-01T00:00:00Z" } })).json
      yield* first.spend((yield* first.keys)[3]!.hash, 1.5)
      const text = JSON.stringify(yield* first.state)
      for (const secret of [key, first.managementKey]) assert.notInclude(text, secret)
      assert.notMatch(text, /sk-or-v1-[0-9a-f]{8}/)
      yield* TestClock.adjust("40 days")
      const state = yield* Schema.decodeUnknown(FakeOpenRouter.State)(JSON.parse(text))
      const second = yield* FakeOpenRouter.make({ seed: "s", keys: 3, state })
      assert.deepStrictEqual(yield* second.keys, yield* first.keys)
      assert.strictEqual(second.managementKey, first.managementKey)
      assert.strictEqual((yield* ask(second, "GET", "/key", { token: key })).status, 200)
      const created = (yield* ask(second, "POST", "/keys", { body: { name: "b" } })).json
      assert.notInclude([key, second.managementKey], created.key)
      assert.notInclude((yield* first.keys).map(({ hash }) => hash), created.data.hash)
      yield* second.reset
      assert.deepStrictEqual(yield* second.keys, yield* first.keys)
    }))

  it.effect("is reported after each change, before the response, even if the response is lost", () =>
    Effect.gen(function*() {
      const saved: Array<number> = []
      const onChange = ({ keys }: FakeOpenRouter.State) =>
        Effect.delay(Effect.sync(() => saved.push(keys.length)), "1 second")
      const fake = yield* FakeOpenRouter.make({ keys: 1, onChange })
      yield* ask(fake, "GET", "/keys")
      const created = yield* Effect.fork(ask(fake, "POST", "/keys", { body: { name: "a" } }))
      yield* TestClock.adjust("999 millis")
      assert.isTrue(Option.isNone(yield* Fiber.poll(created)))
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(created)).status, 201)
      yield* fake.fail({ drop: "after", delay: "1 hour" })
      yield* Effect.fork(Effect.sandbox(ask(fake, "POST", "/keys", { body: { name: "b" } })))
      yield* TestClock.adjust("1 second")
      yield* Effect.fork(fake.reset)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(saved, [2, 3, 1])
    }))

  it.effect("that cannot be saved is undone, and its request gets 500", () =>
    Effect.gen(function*() {
      let problem: string | undefined
      const kept: Array<FakeOpenRouter.State> = []
      const onChange = (state: FakeOpenRouter.State) =>
        problem === undefined ? Effect.sync(() => void kept.push(state)) : Effect.fail(new Error(problem))
      const fake = yield* FakeOpenRouter.make({ seed: "s", keys: [{ hash: "h", limit: 5 }], onChange })
      const { key } = (yield* ask(fake, "POST", "/keys", { body: { name: "a" } })).json
      const before = yield* fake.keys
      problem = "The disk is full"
      for (
        const invalid of [
          ask(fake, "POST", "/keys", { body: { name: "b" } }),
          ask(fake, "PATCH", "/keys/h", { body: { limit: 9 } }),
          ask(fake, "DELETE", "/keys/h")
        ]
      ) {
        const { json, status } = yield* invalid
        assert.deepStrictEqual([status, json], [500, { error: { code: 500, message: problem } }])
      }
      for (const move of [fake.spend("h", 1), fake.setUsage("h", 1), fake.reset]) {
        assert.include(Cause.pretty(yield* Effect.flip(Effect.sandbox(move))), problem)
      }
      assert.deepStrictEqual(yield* fake.keys, before)
      assert.strictEqual((yield* ask(fake, "GET", "/keys/h")).json.data.limit, 5)
      assert.strictEqual((yield* ask(fake, "DELETE", "/keys/missing")).status, 404)
      assert.strictEqual((yield* ask(fake, "GET", "/key", { token: key })).status, 200)
      assert.deepStrictEqual((yield* fake.requests).map(({ status }) => status), [201, 500, 500, 500, 200, 404, 200])
      problem = undefined
      const after = yield* ask(fake, "POST", "/keys", { body: { name: "b" } })
      assert.strictEqual(after.status, 201)
      assert.notInclude([key, fake.managementKey], after.json.key)
      assert.lengthOf(yield* fake.keys, 3)
      assert.deepStrictEqual(kept.at(-1), yield* fake.state)
    }))

  it.effect("is not visible to others before it is saved", () =>
    Effect.gen(function*() {
      const latch = yield* Effect.makeLatch()
      let isFull = true
      const onChange = () =>
        Effect.zipRight(latch.await, Effect.suspend(() => isFull ? Effect.fail(new Error("full")) : Effect.void))
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }], onChange })
      const deletion = yield* Effect.fork(ask(fake, "DELETE", "/keys/h"))
      yield* Effect.yieldNow()
      const reading = yield* Effect.fork(ask(fake, "GET", "/keys/h"))
      yield* TestClock.adjust("1 minute")
      assert.isTrue(Option.isNone(yield* Fiber.poll(reading)))
      yield* latch.open
      assert.strictEqual((yield* Fiber.join(deletion)).status, 500)
      assert.strictEqual((yield* Fiber.join(reading)).status, 200)
      isFull = false
      assert.strictEqual((yield* ask(fake, "DELETE", "/keys/h")).status, 200)
    }))

  it.effect("is saved a few times for many concurrent changes, each with its own outcome", () =>
    Effect.gen(function*() {
      const saved: Array<number> = []
      // Holds 60 keys.
      const onChange = ({ keys }: FakeOpenRouter.State) =>
        Effect.delay(
          Effect.suspend(() => {
            saved.push(keys.length)
            return keys.length > 60 ? Effect.fail(new Error("full")) : Effect.void
          }),
          "1 second"
        )
      const fake = yield* FakeOpenRouter.make({ onChange })
      const create = ask(fake, "POST", "/keys", { body: { name: "a" } })
      const first = yield* Effect.fork(
        Effect.all(Array.from({ length: 50 }, () => create), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(
        (yield* Fiber.join(first)).map(({ status }) => status),
        Array.from({ length: 50 }, () => 201)
      )
      assert.isAtMost(saved.length, 3)
      const second = yield* Effect.fork(
        Effect.all([...Array.from({ length: 20 }, () => create), ask(fake, "GET", "/keys/missing")], {
          concurrency: "unbounded"
        })
      )
      yield* TestClock.adjust("1 minute")
      const statuses = (yield* Fiber.join(second)).map(({ status }) => status)
      assert.deepStrictEqual(
        [201, 500, 404].map((status) => statuses.filter((one) => one === status).length),
        [10, 10, 1]
      )
      assert.lengthOf(yield* fake.keys, 60)
    }))

  it.effect("is the same object until a key changes", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }] })
      const changes = [
        ask(fake, "POST", "/keys", { body: { name: "a" } }),
        ask(fake, "PATCH", "/keys/h", { body: { limit: 1 } }),
        fake.spend("h", 1),
        fake.setUsage("h", 1),
        ask(fake, "DELETE", "/keys/h"),
        fake.reset
      ]
      for (const change of changes) {
        const before = yield* fake.state
        yield* ask(fake, "GET", "/keys")
        yield* ask(fake, "POST", "/keys", { body: {} })
        yield* ask(fake, "DELETE", "/keys/missing")
        assert.strictEqual(yield* fake.state, before)
        yield* change
        assert.notStrictEqual(yield* fake.state, before)
      }
    }))
})
