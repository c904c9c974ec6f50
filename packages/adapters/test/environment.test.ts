import { assert, describe, it, vi } from "vitest"
import { InvalidRequest, OpenRouter } from "../src/index.js"
import { documented, fakeClient, rejection, served } from "./support/fixtures.js"
import { startServer } from "./support/server.js"

const attribution = ["http-referer", "x-openrouter-title", "x-openrouter-categories"] as const

describe("the environment", () => {
  it("provides key, URL and attribution that the options omit", async () => {
    const { server } = await served(documented)
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-v1-env")
    vi.stubEnv("OPENROUTER_BASE_URL", server.url)
    vi.stubEnv("OPENROUTER_HTTP_REFERER", "https://env.example")
    vi.stubEnv("OPENROUTER_APP_TITLE", "Env")
    vi.stubEnv("OPENROUTER_APP_CATEGORIES", "cli-agent")
    await new OpenRouter().apiKeys.list()
    const [{ headers } = { headers: {} }] = server.requests
    assert.include(headers, { authorization: "Bearer sk-or-v1-env" })
    assert.deepStrictEqual(attribution.map((name) => headers[name as never]), [
      "https://env.example",
      "Env",
      "cli-agent"
    ])
  })

  it("is overridden by options", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-v1-env")
    vi.stubEnv("OPENROUTER_BASE_URL", "http://127.0.0.1:1")
    vi.stubEnv("OPENROUTER_HTTP_REFERER", "https://env.example")
    vi.stubEnv("OPENROUTER_APP_TITLE", "Env")
    vi.stubEnv("OPENROUTER_APP_CATEGORIES", "cli-agent")
    const { openRouter, server } = await served(documented, {
      httpReferer: "https://mine.example",
      appTitle: "Mine",
      appCategories: "cloud-agent"
    })
    await openRouter.apiKeys.list()
    const [{ headers } = { headers: {} }] = server.requests
    assert.include(headers, { authorization: "Bearer sk-or-v1-test" })
    assert.deepStrictEqual(attribution.map((name) => headers[name as never]), [
      "https://mine.example",
      "Mine",
      "cloud-agent"
    ])
  })

  it("counts as unset if a variable or a key is empty", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "")
    vi.stubEnv("OPENROUTER_BASE_URL", "")
    for (const openRouter of [new OpenRouter(), new OpenRouter({ apiKey: "" })]) {
      const error = await rejection(openRouter.apiKeys.list())
      assert.instanceOf(error, InvalidRequest)
      assert.match(error.message, /pass `apiKey` or set OPENROUTER_API_KEY/)
    }
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-v1-env")
    const { openRouter, server } = await served(documented, { apiKey: "" })
    await openRouter.apiKeys.list()
    assert.include(server.requests[0]?.headers, { authorization: "Bearer sk-or-v1-env" })
  })

  it("is read when the client is made", async () => {
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-v1-before")
    const server = await startServer(documented)
    const openRouter = new OpenRouter({ serverURL: server.url })
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-v1-after")
    await openRouter.apiKeys.list()
    await server.close()
    assert.include(server.requests[0]?.headers, { authorization: "Bearer sk-or-v1-before" })
  })

  it("need not exist, as in browsers, or be readable, as in Deno without permission", async () => {
    const forbidden = {
      get env(): never {
        throw new Error("requires env access")
      }
    }
    for (const process of [undefined, {}, forbidden]) {
      const { fake } = await fakeClient()
      const clients = () => [new OpenRouter(), new OpenRouter({ apiKey: fake.managementKey, fetch: fake.fetch })]
      vi.stubGlobal("process", process)
      const [without, withKey] = clients()
      vi.unstubAllGlobals()
      assert.instanceOf(await rejection(without!.apiKeys.list()), InvalidRequest)
      assert.deepStrictEqual(await withKey!.apiKeys.list(), { data: [] })
    }
  })
})
