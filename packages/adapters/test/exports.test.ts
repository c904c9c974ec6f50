import * as Operation from "@openrouter-keys/core-effect-4/Operation"
import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { assert, describe, expect, it } from "vitest"
import * as adapters from "../src/index.js"
import { exportsOf } from "./support/languageService.js"

const load = (subpath: string) =>
  import(subpath.replace(/^\./, "@openrouter-keys/adapters")) as Promise<Readonly<Record<string, unknown>>>

const entries = [
  ".",
  "./core",
  "./models/errors",
  "./models/operations",
  "./types",
  "./options",
  "./OpenRouter",
  "./node"
]

const { resolve } = createRequire(import.meta.url)

const declared = exportsOf(entries.map((entry) => entry.replace(/^\./, "@openrouter-keys/adapters")))

/** What an entry point exports: values, and types that are no values. */
const names = async (entry: string) => {
  const all = declared[entries.indexOf(entry)]!
  const values = Object.keys(await load(entry)).sort()
  return { values, types: all.filter((name) => !values.includes(name)).sort() }
}

describe("entry points", () => {
  it("export what they are known to export", async () => {
    expect(await names(".")).toMatchInlineSnapshot(`
      {
        "types": [
          "ApiKey",
          "ApiKeys",
          "BackoffStrategy",
          "CommonError",
          "CreateError",
          "CreateKeysData",
          "CreateKeysLimitReset",
          "CreateKeysRequest",
          "CreateKeysRequestBody",
          "CreateKeysResponse",
          "CurrentKey",
          "DeleteError",
          "DeleteKeysRequest",
          "DeleteKeysResponse",
          "External",
          "Fetch",
          "FetchOptions",
          "FreeModelDailyRequests",
          "GetCurrentKeyData",
          "GetCurrentKeyMetadataError",
          "GetCurrentKeyResponse",
          "GetError",
          "GetKeyData",
          "GetKeyRequest",
          "GetKeyResponse",
          "KeyChanges",
          "LimitReset",
          "ListData",
          "ListError",
          "ListRequest",
          "ListResponse",
          "OpenRouterError",
          "OpenRouterOptions",
          "Outcome",
          "PoolOptions",
          "RateLimit",
          "RequestOptions",
          "Result",
          "RetryConfig",
          "SDKOptions",
          "UndecodableKey",
          "UpdateError",
          "UpdateKeysData",
          "UpdateKeysLimitReset",
          "UpdateKeysRequest",
          "UpdateKeysRequestBody",
          "UpdateKeysResponse",
        ],
        "values": [
          "BadRequest",
          "BadRequestResponseError",
          "Conflict",
          "ConflictResponseError",
          "ConnectionError",
          "ERR",
          "Forbidden",
          "ForbiddenResponseError",
          "InternalServerError",
          "InternalServerResponseError",
          "InvalidRequest",
          "InvalidRequestError",
          "InvalidResponse",
          "NotFound",
          "NotFoundResponseError",
          "OK",
          "OpenRouter",
          "OpenRouterCore",
          "OpenRouterDefaultError",
          "RequestAborted",
          "RequestAbortedError",
          "RequestTimeout",
          "RequestTimeoutError",
          "ResponseValidationError",
          "SDKValidationError",
          "TooManyRequests",
          "TooManyRequestsResponseError",
          "Unauthorized",
          "UnauthorizedResponseError",
          "UnexpectedStatus",
          "apiKeysCreate",
          "apiKeysDelete",
          "apiKeysGet",
          "apiKeysGetCurrentKeyMetadata",
          "apiKeysList",
          "apiKeysUpdate",
          "isOpenRouterError",
          "unwrap",
          "unwrapAsync",
        ],
      }
    `)
    expect(await names("./core")).toMatchInlineSnapshot(`
      {
        "types": [],
        "values": [
          "OpenRouterCore",
        ],
      }
    `)
    expect(await names("./models/errors")).toMatchInlineSnapshot(`
      {
        "types": [
          "CommonError",
          "CreateError",
          "DeleteError",
          "GetCurrentKeyMetadataError",
          "GetError",
          "ListError",
          "OpenRouterError",
          "Outcome",
          "UpdateError",
        ],
        "values": [
          "BadRequest",
          "BadRequestResponseError",
          "Conflict",
          "ConflictResponseError",
          "ConnectionError",
          "Forbidden",
          "ForbiddenResponseError",
          "InternalServerError",
          "InternalServerResponseError",
          "InvalidRequest",
          "InvalidRequestError",
          "InvalidResponse",
          "NotFound",
          "NotFoundResponseError",
          "OpenRouterDefaultError",
          "RequestAborted",
          "RequestAbortedError",
          "RequestTimeout",
          "RequestTimeoutError",
          "ResponseValidationError",
          "SDKValidationError",
          "TooManyRequests",
          "TooManyRequestsResponseError",
          "Unauthorized",
          "UnauthorizedResponseError",
          "UnexpectedStatus",
          "isOpenRouterError",
        ],
      }
    `)
    expect(await names("./models/operations")).toMatchInlineSnapshot(`
      {
        "types": [
          "ApiKey",
          "CreateKeysData",
          "CreateKeysLimitReset",
          "CreateKeysRequest",
          "CreateKeysRequestBody",
          "CreateKeysResponse",
          "CurrentKey",
          "DeleteKeysRequest",
          "DeleteKeysResponse",
          "External",
          "FreeModelDailyRequests",
          "GetCurrentKeyData",
          "GetCurrentKeyResponse",
          "GetKeyData",
          "GetKeyRequest",
          "GetKeyResponse",
          "KeyChanges",
          "LimitReset",
          "ListData",
          "ListRequest",
          "ListResponse",
          "RateLimit",
          "UndecodableKey",
          "UpdateKeysData",
          "UpdateKeysLimitReset",
          "UpdateKeysRequest",
          "UpdateKeysRequestBody",
          "UpdateKeysResponse",
        ],
        "values": [],
      }
    `)
    expect(await names("./types")).toMatchInlineSnapshot(`
      {
        "types": [
          "Result",
        ],
        "values": [
          "ERR",
          "OK",
          "unwrap",
          "unwrapAsync",
        ],
      }
    `)
    expect(await names("./options")).toMatchInlineSnapshot(`
      {
        "types": [
          "BackoffStrategy",
          "Fetch",
          "FetchOptions",
          "OpenRouterOptions",
          "PoolOptions",
          "RequestOptions",
          "RetryConfig",
          "SDKOptions",
        ],
        "values": [],
      }
    `)
    expect(await names("./node")).toMatchInlineSnapshot(`
      {
        "types": [
          "OpenRouterOptions",
          "PoolOptions",
        ],
        "values": [
          "OpenRouter",
          "OpenRouterCore",
        ],
      }
    `)
    expect(await names("./OpenRouter")).toMatchInlineSnapshot(`
      {
        "types": [
          "ApiKeys",
        ],
        "values": [
          "OpenRouter",
        ],
      }
    `)
  })

  it("are there with and without `.js`, and where the reference client has them", async () => {
    const same = [
      [".", ".", "./core", "./core.js"],
      [".", "./OpenRouter", "./OpenRouter.js"],
      ["./node", "./node.js"],
      ["./models/errors", "./models/errors.js", "./models/errors/index.js", "./models/errors/sdkvalidationerror.js"],
      ["./models/operations", "./models/operations.js", "./models/operations/index.js", "./models/operations/list.js"],
      ["./types", "./types.js", "./types/index.js", "./types/fp.js", "./types/fp"],
      ["./options", "./lib/retries.js", "./lib/sdks.js", "./lib/config.js"],
      ...Object.values(Operation.all).map(({ name }) => [`./funcs/${faceOf(name)}`, `./funcs/${faceOf(name)}.js`])
    ]
    for (const [first, ...others] of same) {
      const module = await load(first!)
      for (const other of others) {
        for (const [name, value] of Object.entries(await load(other))) assert.strictEqual(module[name], value)
      }
    }
  })

  it.each(readdirSync(new URL("../src/internal", import.meta.url)))("do not show internal/%s", (file) => {
    for (const path of [file, file.replace(/\.ts$/, ""), file.replace(/\.ts$/, ".js")]) {
      expect(() => resolve(`@openrouter-keys/adapters/internal/${path}`)).toThrow(
        expect.objectContaining({ code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
      )
    }
  })
})

// =====================================================================================================================
// One operation, all its faces
// =====================================================================================================================

const faceOf = (operation: string) => `apiKeys${operation[0]!.toUpperCase()}${operation.slice(1)}`

const functions = readdirSync(new URL("../src/funcs", import.meta.url))

/** The faces that an operation does not have. */
const missing = (operation: string): ReadonlyArray<string> =>
  Object.entries({
    [`openRouter.apiKeys.${operation}`]: operation in new adapters.OpenRouter().apiKeys,
    [`funcs/${faceOf(operation)}.ts`]: functions.includes(`${faceOf(operation)}.ts`),
    [`index.ts: ${faceOf(operation)}`]: faceOf(operation) in adapters
  }).flatMap(([face, isThere]) => isThere ? [] : [face])

describe("every operation of core", () => {
  it("has a method, a function in a file of its own, and a place in the index", () => {
    assert.deepStrictEqual(Object.keys(Operation.all).flatMap(missing), [])
    assert.lengthOf(functions, Object.keys(Operation.all).length)
  })

  it("would be missed: a seventh one fails this suite until all its faces are there", () => {
    assert.deepStrictEqual(missing("rotate"), [
      "openRouter.apiKeys.rotate",
      "funcs/apiKeysRotate.ts",
      "index.ts: apiKeysRotate"
    ])
  })
})
