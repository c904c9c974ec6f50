import { assert, describe, it } from "vitest"
import { show } from "./support/languageService.js"

const code = `
import { apiKeysCreate, apiKeysDelete, apiKeysGet, apiKeysGetCurrentKeyMetadata, apiKeysList, apiKeysUpdate, OpenRouter } from "@openrouter-keys/adapters"
import { OpenRouterCore } from "@openrouter-keys/adapters/core"
const openRouter = new /*?*/OpenRouter({ /*?*/apiKey: "", /*?*/timeoutMs: 1, /*?*/retryConfig: { /*?*/strategy: "none" } })
const small = new /*?*/OpenRouterCore()
openRouter./*?*/apiKeys
openRouter.apiKeys./*?*/list
openRouter.apiKeys./*?*/create
openRouter.apiKeys./*?*/get
openRouter.apiKeys./*?*/update
openRouter.apiKeys./*?*/delete
openRouter.apiKeys./*?*/getCurrentKeyMetadata
openRouter.apiKeys./*?*/listAll
/*?*/apiKeysList
/*?*/apiKeysCreate
/*?*/apiKeysGet
/*?*/apiKeysUpdate
/*?*/apiKeysDelete
/*?*/apiKeysGetCurrentKeyMetadata
const created = await openRouter.apiKeys.create(
  { /*?*/name: "", /*?*/limit: 1, /*?*/expiresAt: null },
  { /*?*/timeoutMs: 1, /*?*/retries: { strategy: "none" }, /*?*/retryCodes: [], /*?*/signal: null, /*?*/fetchOptions: {} }
)
created./*?*/key
created.data./*?*/limitRemaining
const result = await apiKeysGet(small, { hash: "" })
if (!result.ok) {
  const error = result.error
  /*?*/error
  error./*?*/outcome
  if (error._tag === "TooManyRequests") error./*?*/retryAfterMs
}
`

const { hovers, problems } = show(code)

/** The groups of the hovers that match. */
const shown = (form: RegExp): ReadonlyArray<string> => hovers.flatMap(({ type }) => form.exec(type)?.[1] ?? [])

describe("the hover of a name", () => {
  it("are code that compiles", () => {
    assert.deepStrictEqual(problems, [])
  })

  it("have a description everywhere, and no `any` or `unknown`", () => {
    for (const { doc, type } of hovers) {
      assert.notMatch(type, /\b(any|unknown)\b/)
      if (!type.startsWith("const error")) assert.notStrictEqual(doc, "", type)
    }
  })

  it("names requests and responses of the methods", () => {
    assert.deepStrictEqual(shown(/^\(property\) (.*RequestOptions \| undefined\) => .*)$/), [
      "list: (request?: ListRequest | undefined, options?: RequestOptions | undefined) => " +
      "Promise<ListResponse>",
      "create: (request: CreateKeysRequest, options?: RequestOptions | undefined) => " +
      "Promise<CreateKeysResponse>",
      "get: (request: GetKeyRequest, options?: RequestOptions | undefined) => Promise<GetKeyResponse>",
      "update: (request: UpdateKeysRequest, options?: RequestOptions | undefined) => " +
      "Promise<UpdateKeysResponse>",
      "delete: (request: DeleteKeysRequest, options?: RequestOptions | undefined) => " +
      "Promise<DeleteKeysResponse>",
      "getCurrentKeyMetadata: (options?: RequestOptions | undefined) => Promise<GetCurrentKeyResponse>",
      "listAll: (request?: ListRequest | undefined, options?: RequestOptions | undefined) => " +
      "AsyncIterable<ApiKey>"
    ])
  })

  it("names requests, responses and errors of the functions", () => {
    assert.deepStrictEqual(
      shown(/^\(alias\) const (.*)$/m),
      [
        "apiKeysList: (client: OpenRouterCore, request?: ListRequest | undefined, options?: RequestOptions | undefined) => " +
        "Promise<Result<ListResponse, ListError | RequestAborted>>",
        "apiKeysCreate: (client: OpenRouterCore, request: CreateKeysRequest, options?: RequestOptions | undefined) => " +
        "Promise<Result<CreateKeysResponse, CreateError | RequestAborted>>",
        "apiKeysGet: (client: OpenRouterCore, request: GetKeyRequest, options?: RequestOptions | undefined) => " +
        "Promise<Result<GetKeyResponse, GetError | RequestAborted>>",
        "apiKeysUpdate: (client: OpenRouterCore, request: UpdateKeysRequest, options?: RequestOptions | undefined) => " +
        "Promise<Result<UpdateKeysResponse, UpdateError | RequestAborted>>",
        "apiKeysDelete: (client: OpenRouterCore, request: DeleteKeysRequest, options?: RequestOptions | undefined) => " +
        "Promise<Result<DeleteKeysResponse, DeleteError | RequestAborted>>",
        "apiKeysGetCurrentKeyMetadata: (client: OpenRouterCore, options?: RequestOptions | undefined) => " +
        "Promise<Result<GetCurrentKeyResponse, GetCurrentKeyMetadataError | RequestAborted>>"
      ]
    )
  })

  it("names the errors of a result by their union", () => {
    assert.deepStrictEqual(shown(/^const error: (.*)$/), ["GetError | RequestAborted"])
  })
})

it("describes everything of the fake", () => {
  const members = ["fetch", "managementKey", "keys", "requests", "calls", "fail", "faults", "clearFaults", "setUsage"]
    .concat("spend", "setConflicts", "restrictions", "setRestrictions", "advance", "state", "reset")
  const { hovers, problems } = show(`
    import { currentKey, error, key, makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
    import { OpenRouter } from "@openrouter-keys/adapters"
    const fake = /*?*/makeFakeOpenRouter({ /*?*/keys: 3, /*?*/latency: 10, /*?*/faults: [{ /*?*/delay: 1 }] })
    new OpenRouter({ apiKey: fake.managementKey, fetch: fake.fetch })
    ${members.map((name) => `fake./*?*/${name}`).join("\n")}
    /*?*/key({ name: "" }); /*?*/currentKey(); /*?*/error("TooManyRequests", { retryAfterMs: 1 })
    fake.keys()[0]?./*?*/limitRemaining
  `)
  assert.deepStrictEqual(problems, [])
  for (const { doc, type } of hovers) {
    assert.notStrictEqual(doc, "", type)
    assert.notMatch(type, /\bany\b|Effect/)
  }
  assert.include(hovers.find(({ type }) => type.includes("error"))?.type, "TooManyRequests")
})
