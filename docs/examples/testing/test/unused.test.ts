import { OpenRouter } from "@openrouter-keys/adapters"
import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
import { expect, test } from "vitest"

/** Names of the keys that were not used since a given day, including expired and disabled ones. */
const unusedSince = async (openRouter: OpenRouter, day: string): Promise<ReadonlyArray<string>> => {
  const names: Array<string> = []
  for await (
    const { lastUsedAt, name } of openRouter.apiKeys.listAll({ includeDisabled: true, includeExpired: true })
  ) {
    if (lastUsedAt === null || lastUsedAt < day) names.push(name)
  }
  return names
}

test("finds the keys that nobody uses", async () => {
  const fake = makeFakeOpenRouter({
    keys: [
      { name: "busy", hash: "b1" },
      { name: "never used" },
      { name: "expired", expiresAt: "2026-01-31T00:00:00Z", lastUsedAt: "2026-01-30T12:00:00Z" }
    ]
  })
  const openRouter = new OpenRouter({ fetch: fake.fetch, apiKey: fake.managementKey })
  fake.spend("b1", 0.5)

  expect(await unusedSince(openRouter, "2026-02-01")).toEqual(["never used", "expired"])
})
