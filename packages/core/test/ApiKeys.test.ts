import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, type OpenRouterError } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Cause, Chunk, ConfigProvider, DateTime, Effect, Exit, Layer, Option, Redacted, Stream } from "effect"
import * as fc from "fast-check"
import { over, shown, transports } from "./support/calls.js"
import { respondWith, serve } from "./support/server.js"
import { createdKey, firstWireKey, hash, page, wireCurrentKey, wireKey } from "./support/wire.js"

const sent = Effect.map(FakeOpenRouter, ({ requests }) => requests).pipe(Effect.flatten)

describe("the lifecycle of a key", () => {
  it.effect("create, list, get, update, delete", () =>
    Effect.gen(function*() {
      const { data, key } = yield* ApiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
      assert.include(data, { name: "CI", limit: 5, limitReset: "monthly", limitRemaining: 5, disabled: false })
      assert.match(Redacted.value(key), /^sk-or-v1-[0-9a-f]{64}$/)
      assert.deepStrictEqual((yield* ApiKeys.list()).data, [data])
      assert.deepStrictEqual(yield* ApiKeys.get({ hash: data.hash }), { data })
      const changed = yield* ApiKeys.update({ hash: data.hash, requestBody: { disabled: true, limit: null } })
      assert.include(changed.data, { disabled: true, limit: null, limitRemaining: null, name: "CI" })
      assert.deepStrictEqual((yield* ApiKeys.list()).data, [])
      assert.deepStrictEqual((yield* ApiKeys.list({ includeDisabled: true })).data, [changed.data])
      assert.deepStrictEqual(yield* ApiKeys.delete({ hash: data.hash }), { deleted: true })
      assert.strictEqual((yield* Effect.flip(ApiKeys.get({ hash: data.hash })))._tag, "NotFound")
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  it.effect("getCurrentKeyMetadata describes the management key", () =>
    Effect.gen(function*() {
      const { data } = yield* ApiKeys.getCurrentKeyMetadata()
      assert.include(data, { isManagementKey: true, limit: null, isFreeTier: false })
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  it.effect("the service itself has the same operations", () =>
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const { data } = yield* keys.create({ name: "CI" })
      assert.deepStrictEqual(yield* keys.get(data), { data })
    }).pipe(
      Effect.flip,
      Effect.map((error) => assert.include(error.message, "unexpected")),
      Effect.provide(ApiKeysTest.layer())
    ))
})

describe("a request", () => {
  it.effect("has every field of a create under its wire name", () =>
    Effect.gen(function*() {
      const workspaceId = "0df9e665-d932-5740-b2c7-b52af166bc11"
      yield* ApiKeys.create({
        name: "CI",
        limit: 12.5,
        limitReset: "weekly",
        includeByokInLimit: true,
        expiresAt: "2030-01-01T00:00:00Z",
        creatorUserId: "user_9",
        workspaceId,
        external: { user: "customer-1", apiKey: Redacted.make("a-lookup-key-of-32-characters-at-least") }
      })
      const [request] = yield* sent
      assert.deepInclude(request, { method: "POST", path: "/api/v1/keys", query: {} })
      assert.deepStrictEqual(request!.body, {
        name: "CI",
        limit: 12.5,
        limit_reset: "weekly",
        include_byok_in_limit: true,
        expires_at: "2030-01-01T00:00:00Z",
        creator_user_id: "user_9",
        workspace_id: workspaceId,
        external: { user: "customer-1", api_key: "<redacted>" }
      })
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  it.live("contains a partner's lookup key unchanged, whether a string or Redacted", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(201, JSON.stringify({ data: wireKey, key: createdKey })))
      const apiKey = "a-lookup-key-of-32-characters-at-least"
      yield* ApiKeys.create({ name: "CI", external: { user: "u", apiKey } }).pipe(
        Effect.zipRight(ApiKeys.create({ name: "CI", external: { user: "u", apiKey: Redacted.make(apiKey) } })),
        Effect.provide(over(server.url))
      )
      for (const { body } of server.requests) {
        assert.deepStrictEqual(JSON.parse(body), { name: "CI", external: { user: "u", api_key: apiKey } })
      }
    }).pipe(Effect.scoped))

  it.effect("contains null where it has a meaning, and omits fields that are missing or undefined", () =>
    Effect.gen(function*() {
      const { data } = yield* ApiKeys.create({ name: "CI", limit: null, limitReset: null, expiresAt: undefined })
      yield* ApiKeys.update({ hash: data.hash, requestBody: {} })
      yield* ApiKeys.update({ hash: data.hash, requestBody: { limit: 0, name: undefined } })
      assert.deepStrictEqual((yield* sent).map(({ body }) => body), [
        { name: "CI", limit: null, limit_reset: null },
        {},
        { limit: 0 }
      ])
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  it.effect("has the parameters of a list in the query", () =>
    Effect.gen(function*() {
      const workspaceId = "0df9e665-d932-5740-b2c7-b52af166bc11"
      yield* ApiKeys.list()
      yield* ApiKeys.list({})
      yield* ApiKeys.list({ includeDisabled: true, offset: 100, workspaceId })
      yield* ApiKeys.list({ includeDisabled: false, includeExpired: true, offset: 0 })
      assert.deepStrictEqual((yield* sent).map(({ query }) => query), [
        {},
        {},
        { include_disabled: "true", offset: "100", workspace_id: workspaceId },
        { include_disabled: "false", include_expired: "true", offset: "0" }
      ])
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  const instants = [
    [new Date("2030-01-01T00:00:00Z"), "2030-01-01T00:00:00Z"],
    [new Date("2030-01-01T00:00:00.250Z"), "2030-01-01T00:00:00.250Z"],
    [DateTime.unsafeMake("2030-01-01T00:00:00Z"), "2030-01-01T00:00:00Z"],
    ["2030-01-01T02:00:00+02:00", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:00Z", "2030-01-01T00:00:00Z"],
    ["2028-02-29T23:59:59.000Z", "2028-02-29T23:59:59Z"]
  ] as const

  it.effect.each(instants)(
    "has expiresAt %s as ISO-8601 UTC with seconds",
    ([expiresAt, wire]) =>
      Effect.gen(function*() {
        yield* ApiKeys.create({ name: "CI", expiresAt })
        assert.deepStrictEqual((yield* sent)[0]!.body, { name: "CI", expires_at: wire })
      }).pipe(Effect.provide(ApiKeysTest.layer()))
  )

  it.effect.prop("keeps the time of any expiresAt", {
    date: fc.date({ min: new Date(0), noInvalidDate: true, max: new Date("9999-12-31") })
  }, ({ date }) =>
    Effect.gen(function*() {
      yield* ApiKeys.create({ name: "CI", expiresAt: date })
      const { expires_at: wire } = (yield* sent)[0]!.body as { readonly expires_at: string }
      assert.strictEqual(Date.parse(wire), date.getTime())
      assert.match(wire, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/)
      // More of them are tested where they are encoded, in protocol.
    }).pipe(Effect.provide(ApiKeysTest.layer())), { fastCheck: { numRuns: 20 } })
})

describe("invalid input", () => {
  type Operations = {
    readonly [Name in OpenRouterError.OperationName]: (
      request: unknown
    ) => Effect.Effect<unknown, OpenRouterError.OpenRouterError>
  }

  const name = { name: "CI" }
  const wrong: ReadonlyArray<readonly [OpenRouterError.OperationName, unknown, path: string]> = [
    ["create", undefined, ""],
    ["create", null, ""],
    ["create", "CI", ""],
    ["create", [], ""],
    ["create", {}, "name"],
    ["create", { name: "" }, "name"],
    ["create", { name: 5 }, "name"],
    ["create", { ...name, limit: -5 }, "limit"],
    ["create", { ...name, limit: Number.NaN }, "limit"],
    ["create", { ...name, limit: Number.POSITIVE_INFINITY }, "limit"],
    ["create", { ...name, limit: "5" }, "limit"],
    ["create", { ...name, limitReset: "yearly" }, "limitReset"],
    ["create", { ...name, includeByokInLimit: "yes" }, "includeByokInLimit"],
    ["create", { ...name, expiresAt: "soon" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01T00:00:00" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-02-30T00:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01T25:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: new Date(Number.NaN) }, "expiresAt"],
    ["create", { ...name, expiresAt: 1_900_000_000_000 }, "expiresAt"],
    ["create", { ...name, creatorUserId: "" }, "creatorUserId"],
    ["create", { ...name, workspaceId: "default" }, "workspaceId"],
    ["create", { ...name, external: {} }, "external.user"],
    ["create", { ...name, external: { user: "" } }, "external.user"],
    ["create", { ...name, external: { user: "u".repeat(513) } }, "external.user"],
    ["create", { ...name, external: { user: "u", apiKey: "too-short-a-secret" } }, "external.apiKey"],
    ["create", { ...name, external: { user: "u", apiKey: Redacted.make("too-short-a-secret") } }, "external.apiKey"],
    ["create", { ...name, Limit: 5 }, "Limit"],
    ["create", { ...name, disabled: true }, "disabled"],
    ["list", { offset: -1 }, "offset"],
    ["list", { offset: 1.5 }, "offset"],
    ["list", { offset: "10" }, "offset"],
    ["list", { includeDisabled: "true" }, "includeDisabled"],
    ["list", { workspaceId: "" }, "workspaceId"],
    ["list", { include_disabled: true }, "include_disabled"],
    ["update", { hash }, "requestBody"],
    ["update", { hash, requestBody: { name: "" } }, "requestBody.name"],
    ["update", { hash, requestBody: { limit: -1 } }, "requestBody.limit"],
    ["update", { hash, requestBody: { disabled: 1 } }, "requestBody.disabled"],
    ["update", { hash, requestBody: { expiresAt: null } }, "requestBody.expiresAt"],
    ["update", { requestBody: {} }, "hash"],
    ...["get", "delete"].flatMap((operation) =>
      ["", ".", "..", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "a b", "a\n", "a\r\nx: y", "é", 5, null, {}].map((value) =>
        [operation as "get", { hash: value }, "hash"] as const
      )
    )
  ]

  it.effect.each(wrong)(
    "%s(%j) fails with the field %j and the reason, and nothing is sent",
    ([operation, request, path]) =>
      Effect.gen(function*() {
        const keys = (yield* ApiKeys) as unknown as Operations
        const error = yield* Effect.flip(keys[operation](request))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.include(error, { operation, outcome: "NotSent", isRetryable: false, attempts: 0 })
        assert.strictEqual((error as OpenRouterError.InvalidRequest).issues[0]?.path, path)
        assert.include(error.message, path === "" ? "the request must be an object" : `${path} `)
        assert.notInclude(shown(error), "too-short-a-secret")
        assert.lengthOf(yield* sent, 0)
      }).pipe(Effect.provide(ApiKeysTest.layer()))
  )

  it.effect("all issues are reported at once", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(ApiKeys.create({ name: "", limit: -1, offset: 3 } as never))
      const { issues } = error as OpenRouterError.InvalidRequest
      assert.sameMembers(issues.map(({ path }) => path), ["name", "limit", "offset"])
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  const hashes = [
    "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",
    "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943",
    "a",
    "A_b-9"
  ]

  it.effect.each(hashes)("a hash like %s is invalid", (hash) =>
    Effect.gen(function*() {
      assert.strictEqual((yield* Effect.flip(ApiKeys.get({ hash })))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(ApiKeys.update({ hash, requestBody: {} })))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(ApiKeys.delete({ hash })))._tag, "NotFound")
    }).pipe(Effect.provide(ApiKeysTest.layer())))
})

describe("a response", () => {
  const reading = (body: string) =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, body))
      return yield* Effect.provide(Effect.all([ApiKeys.list()]), over(server.url))
    }).pipe(Effect.scoped, Effect.map(([response]) => response))

  const current = (body: object) =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, JSON.stringify({ data: body })))
      return yield* Effect.provide(ApiKeys.getCurrentKeyMetadata(), over(server.url))
    }).pipe(Effect.scoped)

  it.live("has every field, and timestamps as they were sent", () =>
    Effect.gen(function*() {
      const { data: [key] } = yield* reading(page(wireKey))
      assert.deepStrictEqual(key, {
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
        lastUsedAt: "2026-11-01T08:30:00Z",
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
      assert.deepStrictEqual(JSON.parse(JSON.stringify(key)), key)
    }))

  it.live("of the first release of the API has null for later fields", () =>
    Effect.gen(function*() {
      const { data: [key] } = yield* reading(page(firstWireKey))
      assert.include(key, { expiresAt: null, creatorUserId: null, externalUser: null, workspaceId: null, usage: 25.5 })
      assert.isNull(key!.lastUsedAt)
    }))

  it.live("of a later release may have new fields, which are ignored, and new values, which are kept", () =>
    Effect.gen(function*() {
      const { data: [key] } = yield* reading(page({ ...wireKey, limit_reset: "yearly", brand_new: { x: 1 } }))
      assert.strictEqual(key!.limitReset, "yearly")
      assert.notProperty(key, "brandNew")
    }))

  it.live("describes the current key, today and in the first release", () =>
    Effect.gen(function*() {
      const today = yield* current(wireCurrentKey)
      assert.deepInclude(today.data, {
        isManagementKey: true,
        allowedDataRegions: ["global", "europe"],
        freeModelDailyRequests: { limit: 50, remaining: 38, used: 12 },
        rateLimit: { interval: "10s", note: "deprecated", requests: -1 },
        organizationId: null
      })
      const {
        allowed_data_regions: _1,
        creator_user_id: _2,
        expires_at: _3,
        free_model_daily_requests: _4,
        is_management_key: _5,
        organization_id: _6,
        workspace_id: _7,
        ...first
      } = wireCurrentKey
      const then = yield* current(first)
      assert.deepInclude(then.data, {
        isManagementKey: null,
        isProvisioningKey: true,
        allowedDataRegions: [],
        freeModelDailyRequests: null,
        expiresAt: null,
        workspaceId: null
      })
    }))

  it.live("has null for optional records that cannot be decoded", () =>
    Effect.gen(function*() {
      const { data } = yield* current({ ...wireCurrentKey, rate_limit: {}, free_model_daily_requests: { used: 1 } })
      assert.include(data, { rateLimit: null, freeModelDailyRequests: null, usage: 25.5 })
    }))

  it.live("without a required field fails with its name, and without values", () =>
    Effect.gen(function*() {
      const { hash: _, ...withoutHash } = wireKey
      const error = yield* Effect.flip(reading(page(withoutHash)))
      assert.strictEqual(error._tag, "InvalidResponse")
      assert.include(error.message, "data.0.hash is missing")
      const wrongType = yield* Effect.flip(reading(page({ ...wireKey, usage: createdKey })))
      assert.include(wrongType.message, "data.0.usage: Expected number")
      assert.notInclude(shown(wrongType), createdKey)
    }))
})

describe("layers", () => {
  it.effect("without OPENROUTER_API_KEY, layerLive is a ConfigError that names it", () =>
    Effect.gen(function*() {
      for (const env of [new Map(), new Map([["OPENROUTER_API_KEY", ""]])]) {
        const exit = yield* ApiKeys.list().pipe(
          Effect.provide(ApiKeys.layerLive),
          Effect.withConfigProvider(ConfigProvider.fromMap(env)),
          Effect.exit
        )
        assert.isTrue(Exit.isFailure(exit))
        const message = Cause.pretty(Option.getOrThrow(Exit.causeOption(exit)))
        assert.include(message, "OPENROUTER_API_KEY")
        assert.notInclude(message, "<redacted>")
      }
    }))

  it.live("layerLive is set up from the environment", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page()))
      yield* ApiKeys.list().pipe(
        Effect.provide(ApiKeys.layerLive),
        Effect.withConfigProvider(ConfigProvider.fromMap(
          new Map([
            ["OPENROUTER_API_KEY", "key-from-the-environment"],
            ["OPENROUTER_BASE_URL", server.url],
            ["OPENROUTER_HTTP_REFERER", "https://example.com"],
            ["OPENROUTER_APP_TITLE", "Keys"],
            ["OPENROUTER_APP_CATEGORIES", "cli-agent,cloud-agent"]
          ])
        ))
      )
      assert.include(server.requests[0]!.headers, {
        authorization: "Bearer key-from-the-environment",
        "http-referer": "https://example.com",
        "x-openrouter-title": "Keys",
        "x-openrouter-categories": "cli-agent,cloud-agent"
      })
    }).pipe(Effect.scoped))

  it.effect("a single operation can be stubbed", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(ApiKeys.get({ hash: "abc" }))
      assert.strictEqual(error.message, "gone")
    }).pipe(Effect.provide(Layer.mock(ApiKeys, {
      get: () =>
        Effect.fail(
          ApiKeysTest.error("ConnectionError", { message: "gone" })
        )
    }))))
})

describe("listAll", () => {
  const listed = (request?: Parameters<typeof ApiKeys.listAll>[0]) =>
    Effect.map(Stream.runCollect(ApiKeys.listAll(request)), Chunk.toReadonlyArray)

  it.effect("delivers every key of every page once, the most recent first", () =>
    Effect.gen(function*() {
      const { keys } = yield* FakeOpenRouter
      assert.deepStrictEqual(yield* listed({ includeDisabled: true, includeExpired: true }), yield* keys)
      assert.deepStrictEqual((yield* sent).map(({ query }) => query["offset"]), ["0", "99", "198", "249", "250"])
    }).pipe(Effect.provide(ApiKeysTest.layer({ keys: 250 }))))

  it.effect("fetches a page only when it is needed", () =>
    Effect.gen(function*() {
      yield* Stream.runDrain(Stream.take(ApiKeys.listAll({ includeDisabled: true }), 150))
      assert.lengthOf(yield* sent, 2)
    }).pipe(Effect.provide(ApiKeysTest.layer({ keys: 1000 }))))

  it.effect("starts again each time it is run", () =>
    Effect.gen(function*() {
      const all = ApiKeys.listAll()
      assert.strictEqual(yield* Stream.runCount(all), 3)
      assert.strictEqual(yield* Stream.runCount(all), 3)
    }).pipe(Effect.provide(ApiKeysTest.layer({ keys: [{}, {}, {}] }))))

  it.effect("fails as list does", () =>
    Effect.gen(function*() {
      for (const request of [{ offset: -1 }, null as never, [] as never]) {
        assert.strictEqual((yield* Effect.flip(listed(request)))._tag, "InvalidRequest")
      }
      yield* Effect.flatMap(FakeOpenRouter, (fake) => fake.fail({ status: 403 }))
      assert.strictEqual((yield* Effect.flip(listed()))._tag, "Forbidden")
    }).pipe(Effect.provide(ApiKeysTest.layer())))

  it.live("fails after the keys if a server ignores the offset of a full page", () =>
    Effect.gen(function*() {
      const names = Array.from({ length: 100 }, (_, index) => `key-${index}`)
      const server = yield* serve(respondWith(200, page(...names.map((hash) => ({ ...wireKey, hash })))))
      const hashes: Array<string> = []
      const error = yield* Effect.flip(
        Stream.runForEach(ApiKeys.listAll(), ({ hash }) => Effect.sync(() => hashes.push(hash)))
      ).pipe(Effect.provide(over(server.url)))
      assert.deepStrictEqual(hashes, names)
      assert.include(error, { _tag: "InvalidResponse", operation: "list", isRetryable: false })
      assert.include(error.message, "the list does not end")
      assert.isAtMost(server.requests.length, 20)
    }).pipe(Effect.scoped))

  it.live("ends when a server ignores the offset of its few keys", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page(wireKey, { ...wireKey, hash: "other" })))
      assert.lengthOf(yield* Effect.provide(listed(), over(server.url)), 2)
      assert.lengthOf(server.requests, 6)
    }).pipe(Effect.scoped))

  it.live("interruption stops fetching", () =>
    Effect.gen(function*() {
      let count = 0
      const server = yield* serve((to) => {
        const keys = Array.from({ length: 100 }, () => ({ ...wireKey, hash: String(count++) }))
        setTimeout(() => respondWith(200, page(...keys))(to), 5)
      })
      yield* Effect.provide(listed(), over(server.url)).pipe(Effect.timeoutOption("100 millis"))
      // A request that had left by then still arrives.
      yield* Effect.sleep("50 millis")
      const { length } = server.requests
      yield* Effect.sleep("50 millis")
      assert.lengthOf(server.requests, length)
    }).pipe(Effect.scoped))

  const server = {
    keys: fc.uniqueArray(fc.nat().map(String), { maxLength: 60 }),
    pageSizes: fc.infiniteStream(fc.integer({ min: 3, max: 9 })),
    // Keys that are created meanwhile push the others to later pages.
    arrivals: fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 2))
  }

  it.live.prop(
    "delivers exactly the server's keys for any page sizes, and none twice",
    server,
    ({ arrivals, keys, pageSizes }) =>
      Effect.gen(function*() {
        let stored = [...keys]
        let fresh = 0
        const size = () => pageSizes.next().value as number
        const local = yield* serve(({ request, response }) => {
          const offset = Number(new URL(request.url, "http://localhost").searchParams.get("offset"))
          const shown = stored.slice(offset, offset + size())
          respondWith(200, page(...shown.map((hash) => ({ ...wireKey, hash }))))({ request, response, index: 0 })
          const count = shown.length === 0 ? 0 : arrivals.next().value as number
          stored = [...Array.from({ length: count }, () => `new-${fresh++}`), ...stored]
        })
        const all = yield* Effect.provide(listed(), over(local.url, {}, transports["undici's pool"]))
        const hashes = all.map(({ hash }) => hash)
        assert.strictEqual(new Set(hashes).size, hashes.length)
        assert.includeMembers(hashes, keys)
      }).pipe(Effect.scoped),
    { timeout: 30_000, fastCheck: { numRuns: 40 } }
  )
})
