/** Reading the key from the environment, and invalid keys. */
import { assert, describe, it } from "vitest"
import { page, wireKey } from "../support/wire.js"
import { listen, respondWith } from "./localServer.js"
import type { CallResult, Name } from "./testClient.js"
import { visibleForms } from "./visible.js"

const managementKey = "sk-or-mgmt-9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c"
export const inferenceKey = "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"

type Variables = Readonly<Record<string, string>>

/** An Effect API that reads an environment. */
export interface EnvironmentClient {
  readonly name: string
  /** Lists the keys with each layer that reads environment variables. */
  readonly layers: { readonly [layer: string]: (variables: Variables) => Promise<CallResult> }
  /** Invalid keys of Effect's types. They contain `inferenceKey`, if any. */
  readonly keys: { readonly [what: string]: () => unknown }
  /** Calls with options of any type. `options.apiKey` is wrapped if it is a string. */
  readonly call: (name: Name, request: unknown, options: Readonly<Record<string, unknown>>) => Promise<CallResult>
}

/** The error of a failed call; `undefined` if it did not fail. */
const errorOf = (result: CallResult): Error | undefined =>
  !result.ok && result.how === "failed" ? result.error : undefined

const fieldsOf = (error: Error | undefined): object => Object.assign({ name: error?.name }, error)

const variables = (client: EnvironmentClient): void => {
  describe.each(Object.keys(client.layers))(`${client.name}: %s`, (name) => {
    const resultOf = async (entries: Variables) => {
      const server = await listen(respondWith(200, page(wireKey)))
      const result = await client.layers[name]!({ OPENROUTER_BASE_URL: server.url, ...entries })
      return { result, authorization: server.requests[0]?.headers.authorization }
    }
    const bearerOf = async (entries: Variables) => (await resultOf(entries)).authorization

    it("reads OPENROUTER_MANAGEMENT_KEY if OPENROUTER_API_KEY is not set or empty", async () => {
      const entries = { OPENROUTER_MANAGEMENT_KEY: managementKey }
      assert.strictEqual(await bearerOf(entries), `Bearer ${managementKey}`)
      assert.strictEqual(await bearerOf({ OPENROUTER_API_KEY: "", ...entries }), `Bearer ${managementKey}`)
    })

    it("reads OPENROUTER_API_KEY first", async () => {
      const entries = { OPENROUTER_API_KEY: inferenceKey, OPENROUTER_MANAGEMENT_KEY: managementKey }
      assert.strictEqual(await bearerOf(entries), `Bearer ${inferenceKey}`)
      assert.strictEqual(await bearerOf({ OPENROUTER_API_KEY: inferenceKey }), `Bearer ${inferenceKey}`)
    })

    it("without either fails with a ConfigError that names OPENROUTER_API_KEY", async () => {
      for (const entries of [{}, { OPENROUTER_API_KEY: "", OPENROUTER_MANAGEMENT_KEY: "" }]) {
        const { authorization, result } = await resultOf(entries)
        assert.include(String(errorOf(result)), "OPENROUTER_API_KEY")
        assert.isUndefined(authorization)
      }
    })
  })
}

const invalidKeys: { readonly [what: string]: () => unknown } = {
  "nothing": () => undefined,
  "null": () => null,
  "a number": () => 5,
  "a symbol": () => Symbol("key")
}

const invalidOptions: { readonly [what: string]: Readonly<Record<string, unknown>> } = {
  "text as timeout": { timeout: "abc" },
  "an object as timeout": { timeout: {} },
  "a symbol as serverURL": { serverURL: Symbol("http://localhost") },
  "a number as serverURL": { serverURL: 5 },
  "a symbol as appTitle": { appTitle: Symbol("Keys") },
  "a number as userAgent": { userAgent: 5 }
}

const options = (client: EnvironmentClient): void => {
  const keys = { ...invalidKeys, ...client.keys }

  describe(`${client.name}: an invalid`, () => {
    it.each(Object.keys(keys))("API key fails with InvalidRequest, and nothing is sent: %s", async (what) => {
      const server = await listen(respondWith(200, page(wireKey)))
      for (const [name, request] of [["list", {}], ["create", { name: "CI" }]] as const) {
        const error = errorOf(await client.call(name, request, { apiKey: keys[what]!(), serverURL: server.url }))
        assert.include(fieldsOf(error), { name: "InvalidRequest", outcome: "NotSent" })
        for (const [form, text] of visibleForms(error)) assert.notInclude(text, inferenceKey, form)
      }
      assert.lengthOf(server.requests, 0)
    })

    it.each(Object.keys(invalidOptions))("option fails in the same way: %s", async (what) => {
      const server = await listen(respondWith(200, page(wireKey)))
      const settings = { apiKey: inferenceKey, serverURL: server.url, ...invalidOptions[what] }
      const error = errorOf(await client.call("create", { name: "CI" }, settings))
      assert.include(fieldsOf(error), { name: "InvalidRequest", outcome: "NotSent", attempts: 0 })
      assert.lengthOf(server.requests, 0)
    })
  })
}

export const environment = (client: EnvironmentClient): void => {
  variables(client)
  options(client)
}
