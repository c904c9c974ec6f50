import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type FakeResponse, type FakeState, makeFake, readState } from "../../src/fake/index.js"
import * as Machine from "../../src/fake/machine.js"
import { entropyOf } from "../../src/fake/random.js"
import { ask, begin, make } from "./ask.js"

const create = { body: { name: "a" } }
const namesOf = (fake: ReturnType<typeof make>["fake"]) => fake.keys().map(({ name }) => name)
const setTime = (clock: { now: number }, iso: string): void => {
  clock.now = Date.parse(iso)
}

describe("the initial state", () => {
  test("has seeds with defaults, in the order of the list, which authenticate with their key", () => {
    const workspaceId = "5b3c9c1e-1111-4222-8333-444455556666"
    const { fake } = make({
      at: "2025-08-24T10:30:00Z",
      workspaceId,
      userId: "user_9",
      keys: [
        { name: "first", key: "sk-or-v1-seeded", limit: 10, usage: 2.5, lastUsedAt: "2025-01-01T00:00:00Z" },
        { createdAt: "2020-01-01T00:00:00Z" },
        { name: "third", usageMonthly: 4, usageDaily: 1, creatorUserId: null }
      ]
    })
    const [first, third, second] = fake.keys()
    expect(first).toMatchObject({
      name: "first",
      limitRemaining: 7.5,
      usageDaily: 2.5,
      workspaceId,
      creatorUserId: "user_9"
    })
    expect(first?.lastUsedAt).toBe("2025-01-01T00:00:00Z")
    expect(third).toMatchObject({ usage: 4, usageMonthly: 4, usageWeekly: 4, usageDaily: 1, creatorUserId: null })
    expect(second).toMatchObject({ name: "Key 2", createdAt: "2020-01-01T00:00:00Z", lastUsedAt: null })
    expect(ask(fake, "GET", "/key", { token: "sk-or-v1-seeded" }).status).toBe(200)
  })

  test("is the same for the same seed, and different for another seed or none", () => {
    const run = (seed?: string) => {
      const { fake } = make({ ...seed !== undefined && { seed }, keys: 20 })
      return JSON.stringify([fake.managementKey, ask(fake, "POST", "/keys", create).json, fake.keys()])
    }
    expect(run("a")).toBe(run("a"))
    expect(new Set([run("a"), run("b"), run(), run()]).size).toBe(4)
    const numbers = [0, 0.25, 0.5, 0.999_999]
    const drawn = makeFake({ now: () => 0, random: () => numbers.shift()! }).managementKey
    const words = [0, 0x4000_0000, 0x8000_0000, Math.floor(0.999_999 * 2 ** 32)] as const
    // Like an unset environment variable.
    expect(Machine.initialState({ managementKey: "" }, words, 0).settings.managementKey).toBe(drawn)
    expect(Machine.initialState({}, words, 0).settings.managementKey).toBe(drawn)
  })

  test("of a number of keys has varied ones, which snapshots of users contain", () => {
    const { fake } = make({ seed: "snapshot", keys: 40, at: "2025-08-24T10:30:00Z" })
    const keys = fake.keys()
    const created = keys.map((key) => Date.parse(key.createdAt))
    expect(created).toEqual([...created].sort((a, b) => b - a))
    expect(new Set(keys.map((key) => key.hash)).size).toBe(40)
    for (const field of ["disabled", "limit", "limitReset", "expiresAt", "externalUser", "lastUsedAt"] as const) {
      expect(new Set(keys.map((key) => key[field])).size, field).toBeGreaterThan(1)
    }
    const used = keys.filter(({ lastUsedAt }) => lastUsedAt !== null)
    expect(used.length).toBeLessThan(keys.length)
    for (const { byokUsage, createdAt, expiresAt, lastUsedAt, usage, usageDaily } of used) {
      expect(usage + byokUsage).toBeGreaterThan(0)
      expect(lastUsedAt! >= createdAt && lastUsedAt! <= (expiresAt ?? "2025-08-24T10:30:00.000Z")).toBe(true)
      if (usageDaily > 0 && expiresAt === null) expect(lastUsedAt!.slice(0, 10)).toBe("2025-08-24")
    }
    const { hash, limit, name, usage } = keys[3]!
    expect({ hash, limit, name, usage, managementLabel: ask(fake, "GET", "/key").json.data.label })
      .toMatchInlineSnapshot(`
      {
        "hash": "c112b7cbce4e51be52953b8324dc4f83007a6631f41d5dbc0dd1b3b412b93148",
        "limit": 25,
        "managementLabel": "sk-or-v1-715...6448",
        "name": "Evaluation production 4",
        "usage": 8.2332,
      }
    `)
  })

  test("is restored by reset, which can be undone", () => {
    const { fake } = make({ keys: 5, faults: [{ operation: "create", status: 500 }] })
    const before = fake.keys()
    ask(fake, "DELETE", `/keys/${before[0]!.hash}`)
    ask(fake, "POST", "/keys", create)
    const late = begin(fake, "DELETE", `/keys/${before[1]!.hash}`)
    late.complete()
    const changed = fake.keys()
    const reset = fake.reset()
    expect([reset.changed, fake.keys(), fake.requests()]).toEqual([true, before, []])
    expect(ask(fake, "POST", "/keys", create).status).toBe(500)
    late.revert()
    expect([fake.keys(), fake.requests().length]).toEqual([before, 1])
    reset.revert()
    expect(fake.keys()).toEqual(changed)
  })
})

describe("usage", () => {
  test("resets daily, weekly (Monday) and monthly at midnight UTC", () => {
    const { clock, fake } = make({ at: "2025-08-30T12:00:00Z", keys: [{ hash: "h" }] }) // a Saturday
    fake.spend("h", 4)
    const usage = () => fake.keys().map((key) => [key.usage, key.usageDaily, key.usageWeekly, key.usageMonthly])[0]
    setTime(clock, "2025-08-30T23:59:59.999Z")
    expect(usage()).toEqual([4, 4, 4, 4])
    setTime(clock, "2025-08-31T00:00:00Z") // Sunday
    expect(usage()).toEqual([4, 0, 4, 4])
    setTime(clock, "2025-09-01T00:00:00Z") // Monday, and a new month
    expect(usage()).toEqual([4, 0, 0, 0])
    fake.spend("h", 1)
    expect(usage()).toEqual([5, 1, 1, 1])
  })

  test.each([
    ["daily", "2025-08-28T00:00:00Z"],
    ["weekly", "2025-09-01T00:00:00Z"],
    ["monthly", "2025-09-01T00:00:00Z"]
  ])("resets a %s limit when its period starts", (limitReset, next) => {
    const { clock, fake } = make({ at: "2025-08-27T08:00:00Z", keys: [{ hash: "h", limit: 10, limitReset }] })
    fake.spend("h", 7)
    clock.now = Date.parse(next) - 1
    expect(fake.keys()[0]?.limitRemaining).toBe(3)
    clock.now += 1
    expect(fake.keys()[0]).toMatchObject({ limitRemaining: 10, usage: 7 })
  })

  test("counts everything against a limit that never resets, down to 0, and BYOK if the key says so", () => {
    const { clock, fake } = make({ keys: [{ hash: "h", limit: 10, byokUsage: 3 }] })
    fake.spend("h", 6)
    clock.now += 60 * 86_400_000
    expect(fake.keys()[0]?.limitRemaining).toBe(4)
    ask(fake, "PATCH", "/keys/h", { body: { include_byok_in_limit: true } })
    expect(fake.keys()[0]?.limitRemaining).toBe(1)
    fake.setUsage("h", 25)
    expect(fake.keys()[0]).toMatchObject({ usage: 25, usageDaily: 25, limitRemaining: 0 })
  })

  test("fails for an unknown key or an invalid amount, and names it", () => {
    const { fake } = make({ keys: [{ hash: "h" }] })
    for (const [hash, usd, named] of [["nowhere", 1, "nowhere"], ["h", -1, "-1"], ["h", Number.NaN, "NaN"]] as const) {
      expect(() => fake.setUsage(hash, usd)).toThrow(named)
      expect(() => fake.spend(hash, usd)).toThrow(named)
    }
  })
})

describe("the state", () => {
  test("survives JSON, and another fake continues with it", () => {
    const { clock, fake: first } = make({ seed: "s", keys: 20 })
    const { key } = ask(first, "POST", "/keys", { body: { name: "a", expires_at: "2027-01-01T00:00:00Z" } }).json
    first.spend(first.keys()[3]!.hash, 1.5)
    const text = JSON.stringify(first.state())
    for (const secret of [key, first.managementKey]) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/sk-or-v1-[0-9a-f]{8}/)
    clock.now += 40 * 86_400_000
    const read = readState(JSON.parse(text))
    if (!read.ok) throw new Error(read.message)
    const second = makeFake({ now: () => clock.now, seed: "s", keys: 3, state: read.value })
    expect(second.keys()).toEqual(first.keys())
    expect(second.managementKey).toBe(first.managementKey)
    expect(ask(second, "GET", "/key", { token: key }).status).toBe(200)
    const created = ask(second, "POST", "/keys", create).json
    expect([key, second.managementKey]).not.toContain(created.key)
    second.reset()
    expect(second.keys()).toEqual(first.keys())
  })

  test("of a release without last_used_at can be read", () => {
    const { fake } = make({ keys: 2 })
    const { keys, ...rest } = fake.state()
    const old = { ...rest, keys: keys.map(({ lastUsedAt: _, ...key }) => key) }
    expect(readState(JSON.parse(JSON.stringify(old)))).toEqual({ ok: true, value: fake.state() })
  })

  test.each<readonly [what: string, json: unknown]>([
    ["the state must be an object", []],
    ["version must be 1", { version: 2, drawn: 0, keys: [] }],
    ["drawn must be", { version: 1, drawn: -1, keys: [] }],
    ["keys must be an array", { version: 1, drawn: 0 }],
    ["keys.0 must be an object", { version: 1, drawn: 0, keys: [null] }],
    ["keys.0.hash must be a string", { version: 1, drawn: 0, keys: [{ hash: 7 }] }],
    [
      "keys.1.usage.at must be a number",
      (() => {
        const { keys: [one, two], ...rest } = make({ keys: 2 }).fake.state()
        return { ...rest, keys: [one, { ...two, usage: { ...two!.usage, at: null } }] }
      })()
    ]
  ])("that is invalid is rejected: %s", (message, json) => {
    const read = readState(json)
    expect(read.ok ? "" : read.message).toContain(message)
  })

  test("is the same object until a key changes", () => {
    const { fake } = make({ keys: [{ hash: "h" }] })
    const changes = [
      () => ask(fake, "POST", "/keys", create),
      () => ask(fake, "PATCH", "/keys/h", { body: { limit: 1 } }),
      () => fake.spend("h", 1),
      () => fake.setUsage("h", 1),
      () => ask(fake, "DELETE", "/keys/h"),
      () => fake.reset()
    ]
    for (const change of changes) {
      const before = fake.state()
      ask(fake, "GET", "/keys")
      ask(fake, "POST", "/keys", { body: {} })
      ask(fake, "DELETE", "/keys/missing")
      expect(fake.state()).toBe(before)
      change()
      expect(fake.state()).not.toBe(before)
    }
  })
})

describe("a change that cannot be saved", () => {
  const begun = (fake: ReturnType<typeof make>["fake"], method: string, path: string, body?: object) => {
    const exchange = begin(fake, method, path, { body })
    return { ...exchange, ...exchange.complete() }
  }

  test("is undone for every operation, and is logged as 500", () => {
    const { fake } = make({ keys: [{ hash: "h", name: "old" }, { hash: "i" }] })
    const before = fake.keys()
    const exchanges = [
      begun(fake, "POST", "/keys", { name: "new" }),
      begun(fake, "PATCH", "/keys/h", { name: "new" }),
      begun(fake, "DELETE", "/keys/i")
    ]
    const spent = fake.spend("h", 4)
    expect([...exchanges, spent].map(({ changed }) => changed)).toEqual([true, true, true, true])
    for (const { revert } of [spent, ...exchanges.reverse()]) revert()
    expect(fake.keys()).toEqual(before)
    expect(fake.requests().map(({ status }) => status)).toEqual([500, 500, 500])
  })

  test("is undone under later changes, which stay", () => {
    const { fake } = make({ keys: [{ hash: "h", name: "old" }, { hash: "i" }] })
    const update = begun(fake, "PATCH", "/keys/h", { name: "new" })
    const removal = begun(fake, "DELETE", "/keys/i")
    const creation = begun(fake, "POST", "/keys", { name: "created" })
    ask(fake, "PATCH", "/keys/h", { body: { limit: 7 } })
    ask(fake, "POST", "/keys", { body: { name: "later" } })
    for (const { revert } of [update, removal, creation, update]) revert()
    expect(fake.keys()).toMatchObject([{ name: "later" }, { name: "old", limit: 7 }, { hash: "i" }])
  })

  test("has no effect for a request that changed nothing", () => {
    const { fake } = make({ keys: 1 })
    const list = begun(fake, "GET", "/keys")
    expect(list.changed).toBe(false)
    list.revert()
    expect(fake.requests()[0]?.status).toBe(200)
  })
})

describe("faults", () => {
  test("send a status without processing the request", () => {
    const { fake } = make()
    fake.fail({ operation: "create", status: 503, headers: { "Retry-After": "2" } })
    fake.fail({ operation: "update", status: 409 })
    expect(ask(fake, "POST", "/keys", create)).toMatchObject({
      status: 503,
      headers: { "retry-after": "2" },
      json: { error: { code: 503, message: "Service Unavailable" } }
    })
    expect(fake.keys()).toEqual([])
    expect(ask(fake, "PATCH", "/keys/h")).toMatchObject({
      status: 409,
      json: { error: { code: 409, message: "Conflict" } }
    })
    expect(ask(fake, "POST", "/keys", create).status).toBe(201)
  })

  test("are queued for their operation, as many times as given", () => {
    const { fake } = make()
    fake.fail({ operation: "create", status: 500, times: 2 })
    fake.fail({ status: 429 })
    fake.fail({ operation: "create", status: 502 })
    const statuses = ["GET", "POST", "POST", "GET", "POST", "POST"].map((method) =>
      ask(fake, method, "/keys", method === "POST" ? create : {}).status
    )
    expect(statuses).toEqual([429, 500, 500, 200, 502, 201])
  })

  test("can be read and cleared, with bodies and infinite numbers as they were given", () => {
    const always = { status: 503, times: Infinity, delay: Infinity, body: { a: [1] } }
    const { fake } = make({ faults: [{ operation: "create", status: 500, times: 2, body: "{}" }, always] })
    expect(begin(fake, "GET", "/keys").delayMs).toBe(Infinity)
    ask(fake, "POST", "/keys", create)
    expect(fake.faults()).toEqual([{ operation: "create", status: 500, times: 1, body: "{}" }, always])
    fake.clearFaults()
    expect(fake.faults()).toEqual([])
    fake.reset()
    expect(fake.faults()).toHaveLength(2)
  })

  test("send a body as text or as JSON, instead of the usual one", () => {
    const { fake } = make()
    fake.fail({ status: 502, body: "<html>" })
    expect(begin(fake, "GET", "/keys").complete().response).toMatchObject({
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: "<html>"
    })
    fake.fail({ body: { data: "not a key" } })
    expect(ask(fake, "POST", "/keys", create)).toMatchObject({ status: 201, json: { data: "not a key" } })
    fake.fail({ status: 204 })
    expect(begin(fake, "GET", "/keys").complete().response).toMatchObject({ status: 204, body: "" })
    expect(namesOf(fake)).toEqual(["a"])
  })

  test("add delay to latency, and with `drop: after` after the change", () => {
    const { fake } = make({ latency: 10, faults: [{ delay: 5 }, { delay: 5, drop: "after" }, { drop: "before" }] })
    const exchanges = [1, 2, 3].map(() => begin(fake, "POST", "/keys", create))
    expect(exchanges.map(({ delayMs }) => delayMs)).toEqual([15, 10, 10])
    expect(exchanges.map((exchange) => exchange.complete())).toMatchObject([
      { response: { status: 201 }, delayMs: 0, changed: true },
      { response: { _tag: "Dropped", when: "after" }, delayMs: 5, changed: true },
      { response: { _tag: "Dropped", when: "before" }, delayMs: 0, changed: false }
    ])
    expect(fake.calls().map(({ outcome }) => outcome)).toEqual([201, "dropped", "dropped"])
  })

  test("truncate a body to half of its length, in whole characters, or remove its last character", () => {
    const { fake } = make()
    fake.fail({ cut: true, body: "é".repeat(9) })
    expect(begin(fake, "GET", "/keys").complete().response).toMatchObject({
      _tag: "Cut",
      headers: { "content-length": "18" },
      body: "éééé"
    })
    fake.fail({ malformed: true })
    const { response } = begin(fake, "POST", "/keys", create).complete()
    const body = response._tag === "Complete" ? response.body : ""
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError)
    expect(JSON.parse(`${body}}`)).toMatchObject({ data: { name: "a" } })
  })

  test("out of range throw, and are not added", () => {
    const { fake } = make()
    const wrong = [{ status: 100 }, { status: 200.5 }, { times: 0 }, { times: Number.NaN }, { delay: -1 }]
    for (const fault of wrong) expect(() => fake.fail(fault)).toThrow(RangeError)
    expect(() => fake.fail({ body: () => 1 })).toThrow(RangeError)
    expect(() => make({ faults: [{ status: 600 }] })).toThrow(RangeError)
    expect(() => make({ latency: Number.NaN })).toThrow(RangeError)
    expect(fake.faults()).toEqual([])
  })
})

describe("requests", () => {
  test("show in order what was requested and how it ended, over HTTP and in the client's terms", () => {
    const { fake } = make({ keys: [{ hash: "h" }] })
    ask(fake, "GET", "/keys?offset=0&include_disabled=true")
    ask(fake, "POST", "/keys", { body: "not json" })
    ask(fake, "PATCH", "/keys/h", { body: { limit_reset: null } })
    ask(fake, "GET", "/models")
    begin(fake, "GET", "/key")
    const http = fake.requests().map(({ headers: _, input: __, outcome: ___, ...rest }) => rest)
    expect(http.slice(0, 4)).toEqual([
      {
        operation: "list",
        method: "GET",
        path: "/api/v1/keys",
        query: { offset: "0", include_disabled: "true" },
        body: null,
        status: 200
      },
      { operation: "create", method: "POST", path: "/api/v1/keys", query: {}, body: "not json", status: 400 },
      {
        operation: "update",
        method: "PATCH",
        path: "/api/v1/keys/h",
        query: {},
        body: { limit_reset: null },
        status: 200
      },
      { operation: null, method: "GET", path: "/api/v1/models", query: {}, body: null, status: 404 }
    ])
    expect(fake.calls()).toEqual([
      { operation: "list", input: { offset: 0, includeDisabled: true }, outcome: 200 },
      { operation: "create", input: "not json", outcome: 400 },
      { operation: "update", input: { hash: "h", requestBody: { limitReset: null } }, outcome: 200 },
      { operation: null, input: null, outcome: 404 },
      { operation: "getCurrentKeyMetadata", input: {}, outcome: "pending" }
    ])
  })

  test("show no secret, like the facts for debug logs, wherever it was sent", () => {
    const { fake } = make({ managementKey: "a-secret-of-my-own" })
    const secret = `sk-or-v1-${"0123456789abcdef".repeat(4)}`
    const partner = "partner-secret-".repeat(3)
    const exchanges = [
      begin(fake, "POST", "/keys", {
        headers: { "X-Title": `key ${secret}`, Cookie: "session=1", "x-api-key": "another-one" },
        body: { name: secret, external: { user: "u", api_key: partner }, list: [{ deep: secret, [secret]: 1 }] }
      }),
      begin(fake, "GET", `/keys/${secret}?offset=${secret}`),
      begin(fake, "GET", `/keys/${fake.managementKey}`, { token: "some-other-token" }),
      begin(fake, "POST", "/keys", { body: `broken ${secret} "api_key": "${partner}`, token: "some-other-token" })
    ]
    for (const { complete } of exchanges) complete()
    const seen = JSON.stringify([fake.requests(), fake.calls(), exchanges.map(({ facts }) => facts())])
    for (const hidden of [secret, partner, fake.managementKey, "some-other-token", "session=1", "another-one"]) {
      expect(seen).not.toContain(hidden)
    }
    const [first] = fake.requests()
    expect(first?.headers).toMatchObject({ authorization: "<redacted>", "x-title": "key <redacted>" })
    expect(first?.body).toMatchObject({ name: "<redacted>", external: { user: "u", api_key: "<redacted>" } })
    expect(exchanges[1]!.facts()).toEqual({
      line: "GET /api/v1/keys/<redacted>?offset=<redacted> 404",
      operation: "get",
      method: "GET",
      path: "/api/v1/keys/<redacted>",
      outcome: 404
    })
  })

  test("that are aborted before they are processed have no effect", () => {
    const { fake } = make()
    const exchange = begin(fake, "POST", "/keys", create)
    exchange.abort()
    expect(exchange.complete()).toMatchObject({ changed: false, response: { _tag: "Dropped" } })
    expect([fake.keys(), fake.calls()[0]?.outcome]).toEqual([[], "aborted"])
  })

  test("are kept up to the last 10,000", () => {
    const { fake } = make()
    for (let i = 0; i < 20_005; i++) fake.begin({ method: "GET", url: `/${i}`, headers: {} }).complete()
    ask(fake, "GET", "/key")
    const requests = fake.requests()
    expect([requests.length, requests[0]?.path, requests.at(-1)?.status]).toEqual([10_000, "/10006", 200])
  })
})

describe("the state machine", () => {
  const run = (state: FakeState, method: string, path: string, body?: object): readonly [FakeState, FakeResponse] => {
    const [begun, pending] = Machine.begin(state, {
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${state.settings.managementKey}` },
      body: JSON.stringify(body)
    })
    const [next, { response }] = Machine.complete(begun, pending, 5_000)
    return [next, response]
  }

  const everything = "/keys?include_disabled=true&include_expired=true"

  const hashesOf = (state: FakeState): ReadonlyArray<string> => {
    const [, response] = run(state, "GET", everything)
    const { data } = JSON.parse(response._tag === "Complete" ? response.body : "") as { data: Array<{ hash: string }> }
    return data.map(({ hash }) => hash)
  }

  test("responds the same with an old state, and with one that survived JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 60 }), (picks) => {
        const faults = [{ operation: "get", times: Infinity, status: 500 }] as const
        let state = Machine.initialState({ keys: 40, faults }, entropyOf("s"), 0)
        const states: Array<readonly [state: FakeState, text: string, listed: FakeResponse]> = []
        for (const pick of picks) {
          states.push([state, JSON.stringify(state), run(state, "GET", everything)[1]])
          const hash = hashesOf(state)[pick]
          state = hash === undefined
            ? run(state, "POST", "/keys", { name: `n${pick}` })[0]
            : run(state, pick % 2 === 0 ? "DELETE" : "PATCH", `/keys/${hash}`, { disabled: pick % 3 === 0 })[0]
        }
        for (const [old, text, listed] of states) {
          expect(JSON.stringify(old)).toBe(text)
          expect(run(old, "GET", everything)[1]).toEqual(listed)
          const copy = JSON.parse(text) as FakeState
          expect(run(copy, "GET", everything)[1]).toEqual(listed)
          expect(run(copy, "POST", "/keys", { name: "x" })[1]).toEqual(run(old, "POST", "/keys", { name: "x" })[1])
          expect(run(copy, "GET", "/keys/h")[1]).toMatchObject({ status: 500 })
        }
      }),
      { numRuns: 15 }
    )
  })
})
