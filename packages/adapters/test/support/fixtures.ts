/** Fixtures: a fake of the API behind `fetch`, a server, and helpers for calls. */
import { FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import * as Effect from "effect/Effect"
import { onTestFinished } from "vitest"
import { OpenRouter, type OpenRouterOptions, type RequestOptions } from "../../src/index.js"
import { type Respond, type Server, startServer } from "./server.js"

/** A fake of the API, and a client for it. */
export const fakeClient = async (options: FakeOpenRouter.Options = {}, client: OpenRouterOptions = {}) => {
  const fake = await Effect.runPromise(FakeOpenRouter.make(options))
  const openRouter = new OpenRouter({ apiKey: fake.managementKey, fetch: fake.fetch, ...client })
  return {
    fake,
    openRouter,
    fail: (fault: FakeOpenRouter.Fault) => Effect.runPromise(fake.fail(fault)),
    requests: () => Effect.runSync(fake.requests),
    keys: () => Effect.runSync(fake.keys)
  }
}

/** A server for one test, and a client for it. */
export const served = async (
  respond: Respond,
  options: OpenRouterOptions = {}
): Promise<{ readonly server: Server; readonly openRouter: OpenRouter }> => {
  const server = await startServer(respond)
  onTestFinished(() => server.close())
  return { server, openRouter: new OpenRouter({ apiKey: "sk-or-v1-test", serverURL: server.url, ...options }) }
}

/** The error that a promise rejects with. */
export const rejection = <E = Error>(promise: Promise<unknown>): Promise<E> =>
  promise.then(
    (value) => Promise.reject(new Error(`resolved to ${JSON.stringify(value)}`)),
    (error: unknown) => error as E
  )

/** Waits until a condition holds, for events on the other side of a connection. */
export const eventually = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; !isSo(); tries++) {
    if (tries === 400) throw new Error(`not within 2 seconds: ${isSo.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Options that do not compile. */
export const nonsense = (options: unknown): RequestOptions => options as RequestOptions

/** Retries without noticeable delays. */
export const quickRetries = {
  strategy: "backoff",
  backoff: { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 5_000 }
} as const

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

/** One key as the API's documentation shows it, on the wire. */
export const wireKey = {
  hash,
  name: "My Production Key",
  label: "sk-or-v1-0e6...1c96",
  disabled: false,
  limit: 100,
  limit_remaining: 74.5,
  limit_reset: "monthly",
  include_byok_in_limit: false,
  usage: 25.5,
  usage_daily: 25.5,
  usage_weekly: 25.5,
  usage_monthly: 25.5,
  byok_usage: 17.38,
  byok_usage_daily: 17.38,
  byok_usage_weekly: 17.38,
  byok_usage_monthly: 17.38,
  created_at: "2025-08-24T10:30:00Z",
  updated_at: "2025-08-24T15:45:00Z",
  expires_at: "2027-12-31T23:59:59Z",
  creator_user_id: "user_2dHFtVWx2n56w6HkM0000000000",
  workspace_id: "0df9e665-d932-5740-b2c7-b52af166bc11",
  external_user: null
}

/** The current key as the API's documentation shows it, on the wire. */
const wireCurrentKey = {
  label: "sk-or-v1-au7...890",
  limit: 100,
  limit_remaining: 74.5,
  limit_reset: "monthly",
  include_byok_in_limit: false,
  usage: 25.5,
  usage_daily: 25.5,
  usage_weekly: 25.5,
  usage_monthly: 25.5,
  byok_usage: 17.38,
  byok_usage_daily: 17.38,
  byok_usage_weekly: 17.38,
  byok_usage_monthly: 17.38,
  expires_at: "2027-12-31T23:59:59Z",
  creator_user_id: "user_2dHFtVWx2n56w6HkM0000000000",
  workspace_id: "0df9e665-d932-5740-b2c7-b52af166bc11",
  is_free_tier: false,
  is_management_key: false,
  is_provisioning_key: false,
  organization_id: null,
  allowed_data_regions: ["global", "europe", "us"],
  free_model_daily_requests: { used: 12, limit: 1000, remaining: 988 },
  rate_limit: { requests: 1000, interval: "1h", note: "This field is deprecated and safe to ignore." }
}

/** The documented response of each operation. */
export const documented: Respond = ({ method, path }) => {
  if (path.endsWith("/key")) return { status: 200, body: { data: wireCurrentKey } }
  if (method === "POST") return { status: 201, body: { data: wireKey, key: "sk-or-v1-created" } }
  if (method === "DELETE") return { status: 200, body: { deleted: true } }
  return { status: 200, body: { data: path.endsWith("/keys") ? [wireKey] : wireKey } }
}

export { hash }
