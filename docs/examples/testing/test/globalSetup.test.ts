import { OpenRouter } from "@openrouter-keys/adapters"
import { expect, test } from "vitest"
import globalSetup from "../src/globalSetup.js"

test("the global setup serves clients that read the environment, until its teardown", async () => {
  const teardown = await globalSetup()
  try {
    const { data } = await new OpenRouter().apiKeys.list({ includeDisabled: true, includeExpired: true })
    expect(data).toHaveLength(25)
  } finally {
    await teardown()
    delete process.env["OPENROUTER_BASE_URL"]
    delete process.env["OPENROUTER_API_KEY"]
  }
})
