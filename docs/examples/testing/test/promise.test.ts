import { OpenRouter } from "@openrouter-keys/adapters"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Effect } from "effect"
import { expect, test } from "vitest"

test("renames a key", async () => {
  const fake = await Effect.runPromise(FakeOpenRouter.make({ keys: [{ hash: "a1", name: "old" }] }))
  const openRouter = new OpenRouter({ fetch: fake.fetch, apiKey: fake.managementKey })

  await openRouter.apiKeys.update({ hash: "a1", requestBody: { name: "new" } })

  const [key] = await Effect.runPromise(fake.keys)
  expect(key).toMatchObject({ hash: "a1", name: "new" })
  expect(await Effect.runPromise(fake.calls)).toEqual([
    { operation: "update", input: { hash: "a1", requestBody: { name: "new" } }, outcome: 200 }
  ])
})
