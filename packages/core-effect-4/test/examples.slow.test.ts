/** The examples of the page and of the doc comments, over the fake. */
import { FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect } from "effect"
import { afterEach, assert, beforeEach, it, vi } from "vitest"
import * as apiKeys from "./examples/apiKeys.js"
import * as fakeOpenRouter from "./examples/fakeOpenRouter.js"
import * as retryPolicy from "./examples/retryPolicy.js"
import * as undiciClient from "./examples/undiciClient.js"

const fake = Effect.runSync(FakeOpenRouter.make())

beforeEach(() => {
  vi.stubGlobal("fetch", fake.fetch)
  vi.stubEnv("OPENROUTER_API_KEY", fake.managementKey)
})

afterEach(() => vi.unstubAllGlobals())

it("create a key", async () => {
  const { hash, key } = await Effect.runPromise(apiKeys.main)
  assert.strictEqual(String(key), "<redacted>")
  assert.isTrue((await Effect.runPromise(fake.keys)).some((each) => each.hash === hash))
})

it("create, change and delete a key, and log its label alone", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  await import("./examples/readme.js")
  const operations = (await Effect.runPromise(fake.calls)).slice(-3).map(({ operation }) => operation)
  assert.deepStrictEqual(operations, ["create", "update", "delete"])
  assert.match(JSON.stringify(log.mock.calls), /created sk-or-v1-[^ ]*\.\.\./)
  assert.notMatch(JSON.stringify(log.mock.calls), /sk-or-v1-[0-9a-f]{64}/)
})

it("list keys with another policy", async () => {
  const { data } = await Effect.runPromise(retryPolicy.main)
  assert.strictEqual(data.length, (await Effect.runPromise(fake.keys)).length)
})

it("ask about the key with other options", async () => {
  await import("./examples/withOptions.js")
  const calls = await Effect.runPromise(fake.calls)
  assert.deepInclude(calls.at(-1), { operation: "getCurrentKeyMetadata", outcome: 200 })
})

it("spend on a key of the fake", async () => {
  const [key] = await Effect.runPromise(fakeOpenRouter.main)
  assert.deepInclude(key, { name: "CI", usage: 1.5, limitRemaining: 3.5 })
})

it("use undici's pool", () => {
  assert.isDefined(undiciClient.main)
})
