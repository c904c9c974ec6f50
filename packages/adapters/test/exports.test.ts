import * as Operation from "@openrouter-keys/core-effect-4/Operation"
import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { assert, describe, expect, it } from "vitest"
import * as adapters from "../src/index.js"
import { exportsOf } from "./support/languageService.js"

const load = (subpath: string) =>
  import(subpath.replace(/^\./, "@openrouter-keys/adapters")) as Promise<Readonly<Record<string, unknown>>>

const source = (path: string) => new URL(`../src/${path}`, import.meta.url)

const filesOf = (folder: string) => readdirSync(source(folder)).filter((file) => file.endsWith(".ts"))

/** The entry points outside of `funcs` and `react-query`, which their own tests cover. */
const entries = [...filesOf("."), "models/errors.ts", "models/operations.ts"].map((file) =>
  file === "index.ts" ? "." : `./${file.replace(".ts", "")}`
)

const { resolve } = createRequire(import.meta.url)

const declared = exportsOf(entries.map((entry) => entry.replace(/^\./, "@openrouter-keys/adapters")))

/** The exported values of an entry point, and the types that are not values. */
const namesOf = async (entry: string, index: number) => {
  const values = Object.keys(await load(entry)).sort()
  return [entry, { values, types: declared[index]!.filter((name) => !values.includes(name)).sort() }] as const
}

describe("entry points", () => {
  it("export these names", async () => {
    expect(Object.fromEntries(await Promise.all(entries.map(namesOf)))).toMatchInlineSnapshot(`
      {
        ".": {
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
        },
        "./OpenRouter": {
          "types": [
            "ApiKeys",
          ],
          "values": [
            "OpenRouter",
          ],
        },
        "./core": {
          "types": [],
          "values": [
            "OpenRouterCore",
          ],
        },
        "./models/errors": {
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
        },
        "./models/operations": {
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
        },
        "./node": {
          "types": [
            "OpenRouterOptions",
            "PoolOptions",
          ],
          "values": [
            "OpenRouter",
            "OpenRouterCore",
          ],
        },
        "./options": {
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
        },
        "./testing": {
          "types": [
            "Account",
            "ApiKey",
            "CurrentKey",
            "ErrorOf",
            "ErrorStub",
            "ErrorTag",
            "FakeOpenRouter",
            "FakeOptions",
            "Fault",
            "KeySeed",
            "Operation",
            "PersistedState",
            "RateLimit",
            "ReceivedCall",
            "ReceivedRequest",
            "RequestOutcome",
            "Restrictions",
          ],
          "values": [
            "currentKey",
            "error",
            "key",
            "makeFakeOpenRouter",
          ],
        },
        "./types": {
          "types": [
            "Result",
          ],
          "values": [
            "ERR",
            "OK",
            "unwrap",
            "unwrapAsync",
          ],
        },
      }
    `)
  })

  it("exist with and without `.js`, and at the paths of the reference client", async () => {
    const same = [
      [".", ".", "./core", "./core.js"],
      [".", "./OpenRouter", "./OpenRouter.js"],
      ["./node", "./node.js"],
      ["./models/errors", "./models/errors.js", "./models/errors/index.js", "./models/errors/sdkvalidationerror.js"],
      ["./models/operations", "./models/operations.js", "./models/operations/index.js", "./models/operations/list.js"],
      ["./types", "./types.js", "./types/index.js", "./types/fp.js", "./types/fp"],
      ["./options", "./lib/retries.js", "./lib/sdks.js", "./lib/config.js"],
      ...Object.values(Operation.all).map((
        { name }
      ) => [`./funcs/${functionName(name)}`, `./funcs/${functionName(name)}.js`])
    ]
    for (const [first, ...others] of same) {
      const module = await load(first!)
      for (const other of others) {
        for (const [name, value] of Object.entries(await load(other))) assert.strictEqual(module[name], value)
      }
    }
  })

  it.each(readdirSync(source("internal")))("do not show internal/%s", (file) => {
    for (const path of [file, file.replace(/\.ts$/, ""), file.replace(/\.ts$/, ".js")]) {
      expect(() => resolve(`@openrouter-keys/adapters/internal/${path}`)).toThrow(
        expect.objectContaining({ code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
      )
    }
  })
})

// =====================================================================================================================
// Every API of an operation
// =====================================================================================================================

const functionName = (operation: string) => `apiKeys${operation[0]!.toUpperCase()}${operation.slice(1)}`

const functions = filesOf("funcs")

/** The APIs that an operation lacks. */
const missing = (operation: string): ReadonlyArray<string> =>
  Object.entries({
    [`openRouter.apiKeys.${operation}`]: operation in new adapters.OpenRouter().apiKeys,
    [`funcs/${functionName(operation)}.ts`]: functions.includes(`${functionName(operation)}.ts`),
    [`index.ts: ${functionName(operation)}`]: functionName(operation) in adapters
  }).flatMap(([api, exists]) => exists ? [] : [api])

describe("every operation of core", () => {
  it("has a method, a function in its own file, and an export in the index", () => {
    assert.deepStrictEqual(Object.keys(Operation.all).flatMap(missing), [])
    assert.lengthOf(functions, Object.keys(Operation.all).length)
  })

  it("makes this suite fail if it lacks an API", () => {
    assert.deepStrictEqual(missing("rotate"), [
      "openRouter.apiKeys.rotate",
      "funcs/apiKeysRotate.ts",
      "index.ts: apiKeysRotate"
    ])
  })
})
