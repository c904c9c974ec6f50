/** Hovers of an Effect API: doc comments, parameter names, named types. */
import { assert, beforeAll, describe, it } from "vitest"
import { type Hover, show } from "../../../protocol/test/support/languageService.js"

const names = ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata", "listAll"]

export const hover = (name: string): void => {
  const code = `
import { ApiKeys, OpenRouterClient } from "${name}"
declare const service: ApiKeys.Service
${names.map((name) => `service./*?*/${name}\nApiKeys./*?*/${name}\n`).join("")}
ApiKeys.create({ /*?*/name: "CI", /*?*/limit: 5, external: { user: "u", /*?*/apiKey: "" } })
OpenRouterClient.layer({ apiKey: undefined as never, /*?*/timeout: 5 })
`

  describe(`${name} in an editor`, () => {
    let hovers: ReadonlyArray<Hover> = []
    beforeAll(() => {
      const shown = show(code)
      assert.deepStrictEqual(shown.problems, [])
      hovers = shown.hovers
    }, 120_000)

    it("has a description of everything, and no `any` or `unknown`", () => {
      assert.lengthOf(hovers, names.length * 2 + 4)
      for (const { doc, type } of hovers) {
        assert.notStrictEqual(doc, "", type)
        assert.notMatch(type, /\b(?:any|unknown)\b/)
      }
    })

    it("names requests, responses, errors and requirements", () => {
      assert.deepStrictEqual(hovers.slice(0, 3).map(({ type }) => type), [
        "(property) list: (request?: ListRequest | undefined) => Effect<ListResponse, ListError, never>",
        "(property) list: (request?: ListRequest | undefined) => Effect<ListResponse, ListError, ApiKeys>",
        "(property) create: (request: CreateKeysRequest) => Effect<CreateKeysResponse, CreateError, never>"
      ])
    })
  })
}
