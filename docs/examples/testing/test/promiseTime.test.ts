import { OpenRouter } from "@openrouter-keys/adapters"
import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
import { expect, test } from "vitest"

const hour = 60 * 60 * 1_000

test("a key expires", async () => {
  const fake = makeFakeOpenRouter()
  const openRouter = new OpenRouter({ fetch: fake.fetch, apiKey: fake.managementKey })
  await openRouter.apiKeys.create({ name: "CI", expiresAt: new Date(Date.now() + hour) })

  fake.advance(hour)

  expect(await openRouter.apiKeys.list()).toEqual({ data: [] })
})

test("a create that is rate limited did not happen", async () => {
  const fake = makeFakeOpenRouter()
  const retryConfig = { strategy: "none" } as const
  const openRouter = new OpenRouter({ fetch: fake.fetch, apiKey: fake.managementKey, retryConfig })
  fake.fail({ operation: "create", status: 429, headers: { "retry-after": "5" } })

  const creating = openRouter.apiKeys.create({ name: "CI" })

  await expect(creating).rejects.toMatchObject({ _tag: "TooManyRequests", outcome: "Rejected", retryAfterMs: 5_000 })
  expect(fake.keys()).toEqual([])
})
