import { assert, describe, it } from "@effect/vitest"
import * as Operation from "@openrouter-keys/core-effect-4/Operation"
import { capitalize } from "effect/String"
import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { expect } from "vitest"
import * as hooks from "../../src/react-query/index.js"
import { exportsOf } from "../support/languageService.js"

const source = (path: string) => `${import.meta.dirname}/../../src/${path}`

const modules = readdirSync(source("react-query")).map((file) => file.replace(".ts", ""))
const operations = modules.filter((name) => name !== "index")

const load = (subpath: string) =>
  import(`@openrouter-keys/adapters/${subpath}`) as Promise<Readonly<Record<string, unknown>>>

describe("entry points", () => {
  it("export these names", async () => {
    const entries = ["react-query", ...operations.map((name) => `react-query/${name}`)]
    const declared = exportsOf(entries.map((entry) => `@openrouter-keys/adapters/${entry}`))
    const all = Object.fromEntries(entries.map((entry, index) => [entry, [...declared[index]!].sort()]))
    expect(all).toMatchInlineSnapshot(`
      {
        "react-query": [
          "ApiKeysCreateMutationData",
          "ApiKeysCreateMutationError",
          "ApiKeysCreateMutationVariables",
          "ApiKeysDeleteMutationData",
          "ApiKeysDeleteMutationError",
          "ApiKeysDeleteMutationVariables",
          "ApiKeysGetCurrentKeyMetadataQueryData",
          "ApiKeysGetCurrentKeyMetadataQueryError",
          "ApiKeysGetQueryData",
          "ApiKeysGetQueryError",
          "ApiKeysListQueryData",
          "ApiKeysListQueryError",
          "ApiKeysUpdateMutationData",
          "ApiKeysUpdateMutationError",
          "ApiKeysUpdateMutationVariables",
          "BuiltMutation",
          "BuiltQuery",
          "InvalidateFilters",
          "MutationHookOptions",
          "MutationVariables",
          "OpenRouterProvider",
          "OpenRouterProviderProps",
          "QueryHookOptions",
          "SuspenseQueryHookOptions",
          "TypedQueryKey",
          "buildApiKeysCreateMutation",
          "buildApiKeysDeleteMutation",
          "buildApiKeysGetCurrentKeyMetadataQuery",
          "buildApiKeysGetQuery",
          "buildApiKeysListQuery",
          "buildApiKeysUpdateMutation",
          "invalidateAllApiKeysGet",
          "invalidateAllApiKeysGetCurrentKeyMetadata",
          "invalidateAllApiKeysList",
          "invalidateApiKeysGet",
          "invalidateApiKeysList",
          "mutationKeyApiKeysCreate",
          "mutationKeyApiKeysDelete",
          "mutationKeyApiKeysUpdate",
          "prefetchApiKeysGet",
          "prefetchApiKeysGetCurrentKeyMetadata",
          "prefetchApiKeysList",
          "queryKeyApiKeysGet",
          "queryKeyApiKeysGetCurrentKeyMetadata",
          "queryKeyApiKeysList",
          "setApiKeysGetCurrentKeyMetadataData",
          "setApiKeysGetData",
          "setApiKeysListData",
          "useApiKeysCreateMutation",
          "useApiKeysDeleteMutation",
          "useApiKeysGet",
          "useApiKeysGetCurrentKeyMetadata",
          "useApiKeysGetCurrentKeyMetadataSuspense",
          "useApiKeysGetSuspense",
          "useApiKeysList",
          "useApiKeysListSuspense",
          "useApiKeysUpdateMutation",
          "useOpenRouterContext",
        ],
        "react-query/apiKeysCreate": [
          "ApiKeysCreateMutationData",
          "ApiKeysCreateMutationError",
          "ApiKeysCreateMutationVariables",
          "BuiltMutation",
          "MutationHookOptions",
          "MutationVariables",
          "buildApiKeysCreateMutation",
          "mutationKeyApiKeysCreate",
          "useApiKeysCreateMutation",
        ],
        "react-query/apiKeysDelete": [
          "ApiKeysDeleteMutationData",
          "ApiKeysDeleteMutationError",
          "ApiKeysDeleteMutationVariables",
          "BuiltMutation",
          "MutationHookOptions",
          "MutationVariables",
          "buildApiKeysDeleteMutation",
          "mutationKeyApiKeysDelete",
          "useApiKeysDeleteMutation",
        ],
        "react-query/apiKeysGet": [
          "ApiKeysGetQueryData",
          "ApiKeysGetQueryError",
          "BuiltQuery",
          "InvalidateFilters",
          "QueryHookOptions",
          "SuspenseQueryHookOptions",
          "TypedQueryKey",
          "buildApiKeysGetQuery",
          "invalidateAllApiKeysGet",
          "invalidateApiKeysGet",
          "prefetchApiKeysGet",
          "queryKeyApiKeysGet",
          "setApiKeysGetData",
          "useApiKeysGet",
          "useApiKeysGetSuspense",
        ],
        "react-query/apiKeysGetCurrentKeyMetadata": [
          "ApiKeysGetCurrentKeyMetadataQueryData",
          "ApiKeysGetCurrentKeyMetadataQueryError",
          "BuiltQuery",
          "InvalidateFilters",
          "QueryHookOptions",
          "SuspenseQueryHookOptions",
          "TypedQueryKey",
          "buildApiKeysGetCurrentKeyMetadataQuery",
          "invalidateAllApiKeysGetCurrentKeyMetadata",
          "prefetchApiKeysGetCurrentKeyMetadata",
          "queryKeyApiKeysGetCurrentKeyMetadata",
          "setApiKeysGetCurrentKeyMetadataData",
          "useApiKeysGetCurrentKeyMetadata",
          "useApiKeysGetCurrentKeyMetadataSuspense",
        ],
        "react-query/apiKeysList": [
          "ApiKeysListQueryData",
          "ApiKeysListQueryError",
          "BuiltQuery",
          "InvalidateFilters",
          "QueryHookOptions",
          "SuspenseQueryHookOptions",
          "TypedQueryKey",
          "buildApiKeysListQuery",
          "invalidateAllApiKeysList",
          "invalidateApiKeysList",
          "prefetchApiKeysList",
          "queryKeyApiKeysList",
          "setApiKeysListData",
          "useApiKeysList",
          "useApiKeysListSuspense",
        ],
        "react-query/apiKeysUpdate": [
          "ApiKeysUpdateMutationData",
          "ApiKeysUpdateMutationError",
          "ApiKeysUpdateMutationVariables",
          "BuiltMutation",
          "MutationHookOptions",
          "MutationVariables",
          "buildApiKeysUpdateMutation",
          "mutationKeyApiKeysUpdate",
          "useApiKeysUpdateMutation",
        ],
      }
    `)
    for (const entry of entries) assert.includeMembers([...all[entry]!], Object.keys(await load(entry)))
  })

  it("exist with and without `.js`, and the index exports all of them", async () => {
    const index = await load("react-query")
    for (const name of operations) {
      const module = await load(`react-query/${name}`)
      for (const [key, value] of Object.entries(module)) assert.strictEqual(index[key], value)
      assert.deepStrictEqual(await load(`react-query/${name}.js`), module)
    }
    assert.deepStrictEqual(await load("react-query.js"), index)
    assert.deepStrictEqual(await load("react-query/index.js"), index)
  })

  it.each(readdirSync(source("internal/react-query")))("do not show internal/react-query/%s", (file) => {
    const specifier = `@openrouter-keys/adapters/internal/react-query/${file.replace(".ts", "")}`
    expect(() => createRequire(import.meta.url).resolve(specifier)).toThrow(
      expect.objectContaining({ code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
    )
  })
})

describe("an application without React", () => {
  const importsOf = (path: string): ReadonlyArray<string> =>
    [...readFileSync(path, "utf8").matchAll(/from "([^"]+)"/g)].map(([, specifier]) => specifier!)

  const reached = (path: string, seen = new Map<string, ReadonlyArray<string>>()) => {
    if (seen.has(path)) return seen
    seen.set(path, importsOf(path))
    for (const specifier of seen.get(path)!.filter((each) => each.startsWith("."))) {
      reached(new URL(specifier.replace(/\.js$/, ".ts"), `file://${path}`).pathname, seen)
    }
    return seen
  }

  const packagesOf = (entry: string) =>
    new Set([...reached(new URL(`file://${source(entry)}`).pathname).values()].flat())

  it("loads neither React nor TanStack Query from the main entry, the small client or the functions", () => {
    for (const entry of ["index.ts", "core.ts", "funcs/apiKeysList.ts"]) {
      assert.doesNotHaveAnyKeys(packagesOf(entry), ["react", "@tanstack/react-query"])
    }
    assert.containsAllKeys(packagesOf("react-query/index.ts"), ["react", "@tanstack/react-query"])
  })
})

// =====================================================================================================================
// The hooks of an operation
// =====================================================================================================================

const apisOf = (operation: string, { method, takesRequest }: Pick<Operation.Operation, "method" | "takesRequest">) => {
  const X = `ApiKeys${capitalize(operation)}`
  if (method !== "GET") return [`use${X}Mutation`, `build${X}Mutation`, `mutationKey${X}`]
  const names = [`use${X}`, `use${X}Suspense`, `prefetch${X}`, `set${X}Data`, `build${X}Query`, `queryKey${X}`]
  return [...names, `invalidateAll${X}`, ...takesRequest ? [`invalidate${X}`] : []]
}

/** The hooks that an operation lacks. */
const missing = (operation: string, description: Parameters<typeof apisOf>[1]) => [
  ...operations.includes(`apiKeys${capitalize(operation)}`) ? [] : [`react-query/apiKeys${capitalize(operation)}.ts`],
  ...apisOf(operation, description).filter((name) => !(name in hooks))
]

describe("every operation of core", () => {
  it("has a module with its hooks and utilities, and nothing else", () => {
    const all = Object.entries(Operation.all)
    assert.deepStrictEqual(all.flatMap((entry) => missing(...entry)), [])
    assert.sameMembers(Object.keys(hooks), [
      ...all.flatMap((entry) => apisOf(...entry)),
      "OpenRouterProvider",
      "useOpenRouterContext"
    ])
  })

  it("makes this suite fail if it lacks hooks", () => {
    assert.deepStrictEqual(missing("rotate", { method: "POST", takesRequest: true }), [
      "react-query/apiKeysRotate.ts",
      "useApiKeysRotateMutation",
      "buildApiKeysRotateMutation",
      "mutationKeyApiKeysRotate"
    ])
  })
})
