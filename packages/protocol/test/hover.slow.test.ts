import { assert, describe, it } from "vitest"
import { apiKeyFields, currentKeyFields, freeModelDailyRequestsFields, rateLimitFields } from "../src/ApiKey.js"
import type { Fields } from "../src/Field.js"
import {
  createKeysRequest,
  external,
  getKeyRequest,
  keyChanges,
  listRequest,
  updateKeysRequest
} from "../src/KeyRequest.js"
import { show } from "./support/languageService.js"

const code = `
import type { ApiKey, CurrentKey } from "@openrouter-keys/protocol/ApiKey"
import type { Listings, Operations, Returns, ReturnsMany } from "@openrouter-keys/protocol/Operation"

interface RequestOptions { readonly timeoutMs?: number }
interface Effect<out A, out E> { readonly a: A; readonly e: E }

type Promised<F> = F extends (...args: infer Args) => Returns<infer A, infer _>
  ? (...args: [...Args, options?: RequestOptions]) => Promise<A>
  : F extends (...args: infer Args) => ReturnsMany<infer A, infer _>
    ? (...args: [...Args, options?: RequestOptions]) => AsyncIterable<A>
  : never
type Promises<Service> = { readonly [Name in keyof Service]: Promised<Service[Name]> }

type Effectful<F> = F extends (...args: infer Args) => Returns<infer A, infer E> ? (...args: Args) => Effect<A, E>
  : F extends (...args: infer Args) => ReturnsMany<infer A, infer E> ? (...args: Args) => Effect<ReadonlyArray<A>, E>
  : never
type Effects<Service> = { readonly [Name in keyof Service]: Effectful<Service[Name]> }

declare const promises: Promises<Operations & Listings>
declare const effects: Effects<Operations & Listings>
promises./*?*/list
promises./*?*/create
promises./*?*/get
promises./*?*/update
promises./*?*/delete
promises./*?*/getCurrentKeyMetadata
promises./*?*/listAll
effects./*?*/list
effects./*?*/create
effects./*?*/get
effects./*?*/update
effects./*?*/delete
effects./*?*/getCurrentKeyMetadata
effects./*?*/listAll
const created = await promises.create({
  /*?*/name: "CI",
  /*?*/limit: 5,
  /*?*/limitReset: "monthly",
  /*?*/expiresAt: new Date(),
  /*?*/external: { /*?*/user: "u", /*?*/apiKey: "" }
})
await promises.update({ /*?*/hash: "", /*?*/requestBody: { /*?*/workspaceId: "", /*?*/disabled: undefined } })
await promises.list({ /*?*/includeExpired: true })
created./*?*/key
created.data./*?*/limit
created.data./*?*/limitReset
created.data./*?*/lastUsedAt
declare const key: ApiKey
key./*?*/hash
declare const current: CurrentKey
current./*?*/allowedDataRegions
current./*?*/rateLimit
current.rateLimit?./*?*/note
`

/** The declared records by type name and module. */
const records: ReadonlyArray<readonly [type: string, module: string, fields: Fields]> = [
  ["ApiKey", "ApiKey", apiKeyFields],
  ["CurrentKey", "ApiKey", currentKeyFields],
  ["RateLimit", "ApiKey", rateLimitFields],
  ["FreeModelDailyRequests", "ApiKey", freeModelDailyRequestsFields],
  ["ListRequest", "KeyRequest", listRequest.fields],
  ["CreateKeysRequest", "KeyRequest", createKeysRequest.fields],
  ["External", "KeyRequest", external.fields],
  ["GetKeyRequest", "KeyRequest", getKeyRequest.fields],
  ["UpdateKeysRequest", "KeyRequest", updateKeysRequest.fields],
  ["KeyChanges", "KeyRequest", keyChanges.fields]
]

const described = records.flatMap(([type, module, fields]) =>
  Object.entries(fields).map(([name, { description }]) => ({ type, module, name, description }))
)
const reading = described.map(({ module, name, type }, index) =>
  `declare const v${index}: Required<import("@openrouter-keys/protocol/${module}").${type}>\nv${index}./*?*/${name}\n`
)

// One program for both, because creating it is slow.
const { hovers: all, problems } = show(code + reading.join(""))
const hovers = all.slice(0, -described.length)
const shown = (form: RegExp): ReadonlyArray<string> => hovers.flatMap(({ type }) => form.exec(type)?.[1] ?? [])

describe("the hovers of the operations, mapped to an API", () => {
  it("are code that compiles", () => {
    assert.deepStrictEqual(problems, [])
  })

  it("have a description everywhere, and no `any` or `unknown`", () => {
    for (const { doc, type } of hovers) {
      assert.notMatch(type, /\b(any|unknown|never)\b/)
      assert.notStrictEqual(doc, "", type)
    }
  })

  it("names requests, responses and parameters of Promise methods", () => {
    assert.deepStrictEqual(shown(/^\(property\) (.*RequestOptions \| undefined\) => .*)$/), [
      "list: (request?: ListRequest | undefined, options?: RequestOptions | undefined) => Promise<ListResponse>",
      "create: (request: CreateKeysRequest, options?: RequestOptions | undefined) => Promise<CreateKeysResponse>",
      "get: (request: GetKeyRequest, options?: RequestOptions | undefined) => Promise<GetKeyResponse>",
      "update: (request: UpdateKeysRequest, options?: RequestOptions | undefined) => Promise<UpdateKeysResponse>",
      "delete: (request: DeleteKeysRequest, options?: RequestOptions | undefined) => Promise<DeleteKeysResponse>",
      "getCurrentKeyMetadata: (options?: RequestOptions | undefined) => Promise<GetCurrentKeyResponse>",
      "listAll: (request?: ListRequest | undefined, options?: RequestOptions | undefined) => AsyncIterable<ApiKey>"
    ])
  })

  it("names requests, responses and errors of Effects", () => {
    assert.deepStrictEqual(shown(/^\(property\) (.* => Effect<.*)$/), [
      "list: (request?: ListRequest | undefined) => Effect<ListResponse, ListError>",
      "create: (request: CreateKeysRequest) => Effect<CreateKeysResponse, CreateError>",
      "get: (request: GetKeyRequest) => Effect<GetKeyResponse, GetError>",
      "update: (request: UpdateKeysRequest) => Effect<UpdateKeysResponse, UpdateError>",
      "delete: (request: DeleteKeysRequest) => Effect<DeleteKeysResponse, DeleteError>",
      "getCurrentKeyMetadata: () => Effect<GetCurrentKeyResponse, GetCurrentKeyMetadataError>",
      "listAll: (request?: ListRequest | undefined) => Effect<readonly ApiKey[], ListError>"
    ])
  })

  it("show fields with their types", () => {
    assert.deepStrictEqual(hovers.slice(14).map(({ type }) => type), [
      "(property) name: string",
      "(property) limit?: number | null | undefined",
      "(property) limitReset?: LimitReset | null | undefined",
      "(property) expiresAt?: Instant | null | undefined",
      "(property) external?: External | undefined",
      "(property) user: string",
      "(property) apiKey?: string | undefined",
      "(property) hash: string",
      "(property) requestBody: KeyChanges",
      "(property) workspaceId?: string | undefined",
      "(property) disabled?: boolean | undefined",
      "(property) includeExpired?: boolean | undefined",
      "(property) CreateKeysResponse.key: string",
      "(property) limit: number | null",
      "(property) limitReset: Open<LimitReset> | null",
      "(property) lastUsedAt: string | null",
      "(property) hash: string",
      "(property) allowedDataRegions: readonly Open<\"global\" | \"europe\" | \"us\">[]",
      "(property) rateLimit: RateLimit | null",
      "(property) note: string | undefined"
    ])
  })
})

describe("descriptions at run time", () => {
  it("are the doc comments", () => {
    const docs = all.slice(-described.length).map(({ doc }) => doc)
    assert.deepStrictEqual(docs, described.map(({ description }) => description))
  })

  it("have an example, except for secrets and records", () => {
    for (const [type, , fields] of records) {
      for (const [name, field] of Object.entries(fields)) {
        const needsExample = field.kind !== "record" && !(field.kind === "string" && field.secret)
        assert.strictEqual(field.example !== undefined, needsExample || type === "CurrentKey", `${type}.${name}`)
      }
    }
  })
})
