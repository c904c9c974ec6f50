import { afterEach, describe, expect, test, vi } from "vitest"
import { type Fake, type FakeOptions, type Fault, makeFake, type Operation } from "../../src/fake/index.js"
import { breaches, contract } from "./contract.js"
import { listen } from "./server.js"

const operations = Object.keys(contract) as ReadonlyArray<Operation>

const workspace = "5b3c9c1e-1111-4222-8333-444455556666"

const full = {
  name: "Ünïcode",
  limit: 12.5,
  limit_reset: "weekly",
  include_byok_in_limit: true,
  expires_at: "2099-12-31T23:59:59Z",
  creator_user_id: "user_1",
  workspace_id: workspace,
  external: { user: "customer", api_key: "k".repeat(32) }
}

/** A request of each operation. */
const requests = (
  hash: string
): { readonly [Name in Operation]: readonly [method: string, path: string, body?: unknown] } => ({
  list: ["GET", "/keys?include_disabled=true&include_expired=true"],
  create: ["POST", "/keys", full],
  get: ["GET", `/keys/${hash}`],
  update: ["PATCH", `/keys/${hash}`, { disabled: true, limit: null }],
  delete: ["DELETE", `/keys/${hash}`],
  getCurrentKeyMetadata: ["GET", "/key"]
})

interface Question {
  readonly token?: string
  readonly body?: unknown
}

let close = (): void => {}

afterEach(() => close())

/** A server over a fake, and a function that sends requests to it. */
const start = async (options: FakeOptions = {}) => {
  const fake = makeFake({ now: Date.now, ...options })
  const server = await listen(fake)
  close = server.close
  const send = (
    method: string,
    path: string,
    { body, token = fake.managementKey }: Question = {},
    init?: RequestInit
  ) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? null : JSON.stringify(body),
      ...init
    })
  return { fake, send, ask: askWith(send), checked: checkedWith(askWith(send)) }
}

type Send = (method: string, path: string, question?: Question) => Promise<Response>

const askWith = (send: Send) => async (method: string, path: string, question?: Question) => {
  const { headers, json, status } = await send(method, path, question).then(async (response) => ({
    status: response.status,
    headers: response.headers,
    json: await response.json()
  }))
  return { status, headers, json }
}

/** Sends a request and checks the response against the contract. */
const checkedWith =
  (ask: ReturnType<typeof askWith>) => async (operation: Operation, hash: string, question: Question = {}) => {
    const [method, path, body] = requests(hash)[operation]
    const received = await ask(method, path, { body, ...question })
    expect(breaches(operation, received), `${operation} ${received.status}`).toEqual([])
    return received
  }

describe("a plain Node server over the fake keeps the contract", () => {
  test("in every success, for keys of every kind", async () => {
    const { checked } = await start({ keys: 60 })
    const { json } = await checked("create", "")
    for (const operation of operations) {
      expect((await checked(operation, json.data.hash)).status, operation).toBe(contract[operation].success[0])
    }
    const { json: bare } = await checked("create", "", { body: { name: "a" } })
    expect((await checked("getCurrentKeyMetadata", "", { token: bare.key })).status).toBe(200)
    expect((await checked("get", bare.data.hash)).json.data.last_used_at).not.toBeNull()
  })

  test("in every error of every operation", async () => {
    const { checked, fake } = await start({ keys: 1, conflicts: [workspace] })
    const { json } = await checked("create", "")
    const hash = fake.keys()[1]!.hash
    for (const operation of operations) {
      expect((await checked(operation, hash, { token: "sk-or-v1-unknown" })).status).toBe(401)
      for (const status of [500, 429]) {
        fake.fail({ status })
        expect((await checked(operation, hash)).status).toBe(status)
      }
      if (operation === "getCurrentKeyMetadata") continue
      expect((await checked(operation, hash, { token: json.key })).status).toBe(403)
    }
    for (const operation of ["get", "update", "delete"] as const) {
      expect((await checked(operation, "missing")).status).toBe(404)
    }
    for (const operation of ["create", "update"] as const) {
      expect((await checked(operation, hash, { body: { limit: "5" } })).status).toBe(400)
    }
    expect((await checked("update", hash, { body: { workspace_id: workspace } })).status).toBe(409)
  })

  test("in the rate limit's responses", async () => {
    const { checked } = await start({ rateLimit: { requests: 0, interval: 60_000 } })
    for (const operation of operations) {
      const { headers, status } = await checked(operation, "h")
      expect(status).toBe(429)
      for (const name of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
        expect(headers.get(name), name).toMatch(/^\d+$/)
      }
    }
  })

  test("but not with a fault, so these tests can fail", async () => {
    const { ask, fake } = await start({ keys: 1 })
    const [key] = (await ask("GET", "/keys?include_disabled=true")).json.data
    const broken: ReadonlyArray<readonly [fault: Fault, breach: string]> = [
      [{ body: { data: [{ ...key, hash: null }] } }, "body.data.0.hash is null"],
      [{ body: { data: [{ ...key, limit: "5" }] } }, "body.data.0.limit is no number"],
      [{ body: { data: [{ ...key, extra: 1 }] } }, "body.data.0.extra is unknown"],
      [{ body: {} }, "body.data is missing"],
      [{ status: 404 }, "list must not respond with 404"],
      [{ status: 500, body: { error: { code: 1, message: "" } } }, "error.code is 1, the status 500"]
    ]
    for (const [fault, breach] of broken) {
      fake.fail(fault)
      expect(breaches("list", await ask("GET", "/keys"))).toContain(breach)
    }
  })
})

describe("a plain Node server over the fake loses connections", () => {
  const gone = (fake: Fake, outcome: string) => vi.waitFor(() => expect(fake.requests().at(-1)?.outcome).toBe(outcome))

  test("that are dropped or truncated", async () => {
    const { fake, send } = await start()
    for (const drop of ["before", "after"] as const) {
      fake.fail({ drop })
      await expect(send("POST", "/keys", { body: { name: drop } })).rejects.toThrow(TypeError)
    }
    fake.fail({ cut: true })
    const response = await send("POST", "/keys", { body: { name: "cut" } })
    expect(response.status).toBe(201)
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(fake.keys().map(({ name }) => name)).toEqual(["cut", "after"])
  })

  test("of clients that do not wait, without a change", async () => {
    const { fake, send } = await start({ faults: [{ delay: 3_600_000 }] })
    const controller = new AbortController()
    const sent = send("POST", "/keys", { body: { name: "a" } }, { signal: controller.signal })
    await gone(fake, "pending")
    controller.abort()
    await expect(sent).rejects.toThrow("abort")
    await gone(fake, "aborted")
    expect(fake.keys()).toEqual([])
  })
})
