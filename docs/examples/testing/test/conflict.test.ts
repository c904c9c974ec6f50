import { Conflict, OpenRouter } from "@openrouter-keys/adapters"
import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
import { expect, test } from "vitest"

const research = "5f0c63e5-9d1e-4f0e-8f5f-3a3f6d1b2c4d"

test("a key stays where it is if the other workspace does not take it", async () => {
  const fake = makeFakeOpenRouter({ keys: [{ hash: "a1" }] })
  const openRouter = new OpenRouter({ fetch: fake.fetch, apiKey: fake.managementKey })
  const move = () => openRouter.apiKeys.update({ hash: "a1", requestBody: { workspaceId: research } })

  fake.setConflicts([research])
  await expect(move()).rejects.toBeInstanceOf(Conflict)
  expect((await openRouter.apiKeys.list()).data).toHaveLength(1)

  fake.setConflicts([])
  expect((await move()).data.workspaceId).toBe(research)
  // Without a `workspaceId`, `list` returns only keys of the default workspace.
  expect((await openRouter.apiKeys.list()).data).toEqual([])
})
