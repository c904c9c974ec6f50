import { assert, describe, expect, it } from "vitest"
import { documentationOf, documentedRecords } from "../src/Documentation.js"
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

/** The modules of the documented types. */
const modules: Readonly<Record<keyof typeof documentedRecords, string>> = {
  ApiKey: "ApiKey",
  CurrentKey: "ApiKey",
  RateLimit: "ApiKey",
  FreeModelDailyRequests: "ApiKey",
  ListRequest: "KeyRequest",
  CreateKeysRequest: "KeyRequest",
  External: "KeyRequest",
  GetKeyRequest: "KeyRequest",
  UpdateKeysRequest: "KeyRequest",
  KeyChanges: "KeyRequest"
}

const types = Object.keys(documentedRecords) as Array<keyof typeof documentedRecords>

const described = types.flatMap((type) =>
  Object.keys(documentedRecords[type]).map((name) => ({ type, module: modules[type], name }))
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
  it("are the doc comments", async () => {
    const docs = all.slice(-described.length).map(({ doc }) => doc)
    const linesOf = (type: string) =>
      described.flatMap((field, index) =>
        field.type === type ? [`    ${field.name}: ${JSON.stringify(docs[index])}`] : []
      )
    const text = types.map((type) => `  ${type}: {\n${linesOf(type).join(",\n")}\n  }`).join(",\n")
    // Run with `--update`, this writes the file.
    await expect(
      `// dprint-ignore-file\n/** The doc comments of fields. Written by test/hover.slow.test.ts. */\n` +
        `export const descriptions = {\n${text}\n}\n`
    ).toMatchFileSnapshot("../src/internal/descriptions.ts")
  })

  it("have an example, except for secrets and records of requests", () => {
    for (const type of types) {
      const fields = documentedRecords[type]
      const documentation = documentationOf(fields)
      for (const [name, field] of Object.entries(fields)) {
        const needsExample = field.kind !== "record" && !(field.kind === "string" && field.secret)
        assert.strictEqual("example" in documentation[name]!, needsExample || type === "CurrentKey", `${type}.${name}`)
      }
    }
  })
})
