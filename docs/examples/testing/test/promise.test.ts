import { OpenRouter } from "@openrouter-keys/adapters"
import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
import { expect, test } from "vitest"

test("renames a key", async () => {
  const fake = makeFakeOpenRouter({ keys: [{ hash: "a1", name: "old" }] })
  const openRouter = new OpenRouter({ fetch: fake.fetch, apiKey: fake.managementKey })

  await openRouter.apiKeys.update({ hash: "a1", requestBody: { name: "new" } })

  expect(fake.keys()).toMatchObject([{ hash: "a1", name: "new" }])
  expect(fake.calls()).toEqual([
    { operation: "update", input: { hash: "a1", requestBody: { name: "new" } }, outcome: 200 }
  ])
})
