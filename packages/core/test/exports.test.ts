/** What each entry point exports: a name that goes or comes is a decision, not an accident. */
import { describe, expect, it } from "@effect/vitest"

const entries = {
  ".": () => import("@openrouter-keys/core"),
  "./ApiKey": () => import("@openrouter-keys/core/ApiKey"),
  "./ApiKeys": () => import("@openrouter-keys/core/ApiKeys"),
  "./KeyRequest": () => import("@openrouter-keys/core/KeyRequest"),
  "./KeyResponse": () => import("@openrouter-keys/core/KeyResponse"),
  "./OpenRouterClient": () => import("@openrouter-keys/core/OpenRouterClient"),
  "./OpenRouterError": () => import("@openrouter-keys/core/OpenRouterError"),
  "./Operation": () => import("@openrouter-keys/core/Operation"),
  "./RetryPolicy": () => import("@openrouter-keys/core/RetryPolicy"),
  "./testing": () => import("@openrouter-keys/core/testing")
}

describe.each(Object.entries(entries))("%s", (_, load) => {
  it("exports", async () => {
    expect(Object.keys(await load()).sort()).toMatchSnapshot()
  })
})
