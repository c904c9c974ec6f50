/** The variables of the API key, and the error without one. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { listen } from "../../core/test/suites/localServer.js"
import { documented } from "../../core/test/suites/samples.js"
import type { SeenError } from "../../core/test/suites/testClient.js"
import { hash } from "../../core/test/support/wire.js"
import {
  apiKeysCreate,
  apiKeysDelete,
  apiKeysGet,
  apiKeysGetCurrentKeyMetadata,
  apiKeysList,
  apiKeysUpdate,
  OpenRouter,
  OpenRouterCore,
  type OpenRouterOptions
} from "../src/index.js"
import { OpenRouter as NodeOpenRouter } from "../src/node.js"
import { rejection } from "./support/fixtures.js"

const managementKey = "sk-or-mgmt-9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c"
const inferenceKey = "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"

beforeEach(() => {
  vi.stubEnv("OPENROUTER_API_KEY", "")
  vi.stubEnv("OPENROUTER_MANAGEMENT_KEY", "")
})

afterEach(() => {
  vi.unstubAllEnvs()
})

describe.each([["OpenRouter", OpenRouter], ["OpenRouter of ./node", NodeOpenRouter]] as const)("%s", (_, Client) => {
  const sent = async (options: OpenRouterOptions): Promise<string | undefined> => {
    const server = await listen(documented)
    await using openRouter = new Client({ serverURL: server.url, ...options })
    await openRouter.apiKeys.list()
    return server.requests[0]?.headers.authorization
  }

  it("reads OPENROUTER_MANAGEMENT_KEY if OPENROUTER_API_KEY is not set", async () => {
    vi.stubEnv("OPENROUTER_MANAGEMENT_KEY", managementKey)
    assert.strictEqual(await sent({}), `Bearer ${managementKey}`)
    assert.strictEqual(await sent({ apiKey: "" }), `Bearer ${managementKey}`)
    vi.stubEnv("OPENROUTER_API_KEY", undefined)
    assert.strictEqual(await sent({}), `Bearer ${managementKey}`)
  })

  it("reads OPENROUTER_API_KEY first, and the option before both", async () => {
    vi.stubEnv("OPENROUTER_MANAGEMENT_KEY", managementKey)
    vi.stubEnv("OPENROUTER_API_KEY", inferenceKey)
    assert.strictEqual(await sent({}), `Bearer ${inferenceKey}`)
    assert.strictEqual(await sent({ apiKey: "sk-or-v1-option" }), "Bearer sk-or-v1-option")
  })
})

describe("without a key", () => {
  const clients: { readonly [what: string]: () => OpenRouter } = {
    "no option and no variable": () => new OpenRouter(),
    "an empty option": () => new OpenRouter({ apiKey: "" }),
    "an option that is undefined": () => new OpenRouter({ apiKey: undefined })
  }

  it.each(Object.keys(clients))("every call fails with the variable to set, and nothing is sent: %s", async (what) => {
    const openRouter = clients[what]!()
    const { apiKeys } = openRouter
    const update = { hash, requestBody: {} }
    const errors: ReadonlyArray<readonly [operation: string, error: unknown]> = [
      ["list", await rejection(apiKeys.list())],
      ["create", await rejection(apiKeys.create({ name: "CI" }))],
      ["get", await rejection(apiKeys.get({ hash }))],
      ["update", await rejection(apiKeys.update(update))],
      ["delete", await rejection(apiKeys.delete({ hash }))],
      ["getCurrentKeyMetadata", await rejection(apiKeys.getCurrentKeyMetadata())],
      ["list", (await apiKeysList(openRouter)).error],
      ["create", (await apiKeysCreate(openRouter, { name: "CI" })).error],
      ["get", (await apiKeysGet(new OpenRouterCore(), { hash })).error],
      ["update", (await apiKeysUpdate(new OpenRouterCore(), update)).error],
      ["delete", (await apiKeysDelete(new OpenRouterCore(), { hash })).error],
      ["getCurrentKeyMetadata", (await apiKeysGetCurrentKeyMetadata(new OpenRouterCore())).error]
    ]
    for (const [operation, error] of errors as ReadonlyArray<readonly [string, SeenError]>) {
      assert.include({ ...error, tag: error._tag }, {
        tag: "InvalidRequest",
        outcome: "NotSent",
        attempts: 0,
        isRetryable: false
      })
      assert.strictEqual(error.operation, operation)
      assert.match(error.message, /^(\w+: )?no API key: pass `apiKey` or set OPENROUTER_API_KEY$/)
    }
  })
})
