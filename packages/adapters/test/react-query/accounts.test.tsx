// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { dehydrate, hydrate, QueryClient, QueryClientProvider, useQueries, useQuery } from "@tanstack/react-query"
import { act, cleanup, renderHook, waitFor } from "@testing-library/react"
import { createHash } from "node:crypto"
import type { ReactNode } from "react"
import { onTestFinished } from "vitest"
import { OpenRouterCore } from "../../src/core.js"
import type { OpenRouterOptions, RequestOptions } from "../../src/index.js"
import {
  buildApiKeysGetQuery,
  buildApiKeysListQuery,
  invalidateAllApiKeysList,
  invalidateApiKeysList,
  OpenRouterProvider,
  prefetchApiKeysList,
  queryKeyApiKeysGet,
  queryKeyApiKeysGetCurrentKeyMetadata,
  queryKeyApiKeysList,
  setApiKeysGetCurrentKeyMetadataData,
  setApiKeysListData,
  useApiKeysGet,
  useApiKeysGetCurrentKeyMetadata,
  useApiKeysList
} from "../../src/react-query/index.js"
import { documented, fakeClient } from "../support/fixtures.js"

const a = "sk-or-v1-" + "a1".repeat(32)
const b = "sk-or-v1-" + "b2".repeat(32)

/** A service whose accounts have one key each, named by what the request came with. */
const service = () => {
  const asked: Array<string> = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { headers, url } = new Request(input, init)
    const path = new URL(url).pathname
    const who = [
      new URL(url).host,
      headers.get("authorization")?.slice(7, 11) ?? "",
      headers.get("x-tenant") ?? "",
      init?.credentials ?? ""
    ].join(" ").trim()
    asked.push(who)
    const { body, status } = documented({ method: "GET", path, headers: {}, query: {}, body: "" }, 0) as {
      readonly body: { readonly data: ReadonlyArray<object> | object }
      readonly status: number
    }
    const data = Array.isArray(body.data) ? body.data.map((key: object) => ({ ...key, name: who })) : body.data
    return Promise.resolve(new Response(JSON.stringify({ data }), { status }))
  }
  return { asked, fetch }
}

const providersOf = (queryClient: QueryClient, ...clients: ReadonlyArray<OpenRouterCore>) => {
  onTestFinished(cleanup)
  return ({ children }: { readonly children?: ReactNode }) => (
    <QueryClientProvider client={queryClient}>
      {clients.reduceRight(
        (below, client) => <OpenRouterProvider client={client}>{below}</OpenRouterProvider>,
        children
      )}
    </QueryClientProvider>
  )
}

/** A service, a QueryClient, and hooks of clients on them. */
const setup = () => {
  const { asked, fetch } = service()
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  return {
    asked,
    queryClient,
    client: (options: OpenRouterOptions = {}) => new OpenRouterCore({ apiKey: a, fetch, ...options }),
    /** What a hook brings to a component of this client. */
    name: async (client: OpenRouterCore, options: RequestOptions = {}) => {
      const { result } = renderHook(() => useApiKeysList({}, options), { wrapper: providersOf(queryClient, client) })
      await waitFor(() => assert.isTrue(result.current.isSuccess))
      return result.current.data?.data[0]?.name
    }
  }
}

describe("two clients under one QueryClient", () => {
  it("with different keys do not share data", async () => {
    const { client, name } = setup()
    assert.strictEqual(await name(client()), "openrouter.ai sk-o")
    assert.strictEqual(await name(client({ apiKey: "another" })), "openrouter.ai anot")
    assert.strictEqual(await name(client()), "openrouter.ai sk-o")
  })

  it("whose keys are functions do not share data", async () => {
    const { client, name } = setup()
    assert.strictEqual(await name(client({ apiKey: () => Promise.resolve("one") })), "openrouter.ai one")
    assert.strictEqual(await name(client({ apiKey: () => Promise.resolve("two") })), "openrouter.ai two")
  })

  it("with different server URLs do not share data", async () => {
    const { client, name } = setup()
    assert.strictEqual(await name(client({ serverURL: "https://one.test" })), "one.test sk-o")
    assert.strictEqual(await name(client({ serverURL: "https://two.test" })), "two.test sk-o")
  })

  it("with different transports do not share data, because a transport may add the credential", async () => {
    const { client, name, queryClient } = setup()
    const { fetch } = service()
    await name(client())
    await name(client({ fetch }))
    assert.lengthOf(queryClient.getQueryCache().getAll(), 2)
  })

  it("with the same configuration share data", async () => {
    const { asked, client, name } = setup()
    const key = () => Promise.resolve("one")
    for (const options of [{}, { apiKey: key }]) {
      assert.strictEqual(await name(client(options)), await name(client(options)))
    }
    assert.lengthOf(asked, 2)
  })

  it("that are nested do not share data, whichever requests first", async () => {
    const { client, queryClient } = setup()
    const outer = client()
    const inner = client({ apiKey: "another" })
    const below = renderHook(() => useApiKeysList(), { wrapper: providersOf(queryClient, outer, inner) })
    await waitFor(() => assert.strictEqual(below.result.current.data?.data[0]?.name, "openrouter.ai anot"))
    // The outer one's is the main account, whose keys are plain, though it has asked nothing yet.
    assert.isUndefined(queryClient.getQueryData(queryKeyApiKeysList()))
    const above = renderHook(() => useApiKeysList(), { wrapper: providersOf(queryClient, outer) })
    await waitFor(() => assert.strictEqual(above.result.current.data?.data[0]?.name, "openrouter.ai sk-o"))
    assert.strictEqual(queryClient.getQueryData(queryKeyApiKeysList()), above.result.current.data)
  })

  it("have separate queries when built by factories", async () => {
    const { client, queryClient } = setup()
    const one = client()
    const other = client({ apiKey: "another" })
    assert.notDeepEqual(buildApiKeysListQuery(one).queryKey, buildApiKeysListQuery(other).queryKey)
    const { result } = renderHook(
      () => useQueries({ queries: [buildApiKeysListQuery(one), buildApiKeysListQuery(other)] }),
      { wrapper: providersOf(queryClient) }
    )
    await waitFor(() =>
      assert.deepStrictEqual(result.current.map(({ data }) => data?.data[0]?.name), [
        "openrouter.ai sk-o",
        "openrouter.ai anot"
      ])
    )
  })
})

describe("a hook with options", () => {
  const options: ReadonlyArray<readonly [string, RequestOptions, string]> = [
    ["headers", { headers: { "x-tenant": "2" } }, "openrouter.ai sk-o 2"],
    ["headers as a list", { headers: [["X-Tenant", "3"]] }, "openrouter.ai sk-o 3"],
    ["headers as Headers", { headers: new Headers({ "x-tenant": "4" }) }, "openrouter.ai sk-o 4"],
    ["fetchOptions.headers", { fetchOptions: { headers: { "x-tenant": "5" } } }, "openrouter.ai sk-o 5"],
    ["serverURL", { serverURL: "https://two.test" }, "two.test sk-o"],
    ["serverURL as a URL", { serverURL: new URL("https://three.test") }, "three.test sk-o"],
    ["credentials", { credentials: "omit" }, "openrouter.ai sk-o  omit"],
    ["fetchOptions.credentials", { fetchOptions: { credentials: "include" } }, "openrouter.ai sk-o  include"]
  ]

  it.each(options)("%s does not share data with hooks without them", async (_, own, expected) => {
    const { client, name } = setup()
    const openRouter = client()
    assert.strictEqual(await name(openRouter), "openrouter.ai sk-o")
    assert.strictEqual(await name(openRouter, own), expected)
    assert.strictEqual(await name(openRouter), "openrouter.ai sk-o")
  })

  it.each(options)("%s shares data with hooks that have the same", async (_, own) => {
    const { asked, client, name } = setup()
    const openRouter = client()
    await name(openRouter, own)
    await name(openRouter, { ...own })
    assert.lengthOf(asked, 1)
  })

  it("that do not affect the account shares data with hooks without them", async () => {
    const { asked, client, name } = setup()
    const openRouter = client({ serverURL: "https://one.test" })
    await name(openRouter)
    await name(openRouter, { timeoutMs: 5, serverURL: "https://one.test", headers: {}, cache: "no-store" })
    assert.lengthOf(asked, 1)
  })

  it("may have a header that changes with each rendering", async () => {
    const { asked, client, queryClient } = setup()
    let renderings = 0
    const { rerender, result } = renderHook(
      () => useApiKeysList({}, { headers: { traceparent: `00-${++renderings}`, "X-Request-Id": `${renderings}` } }),
      { wrapper: providersOf(queryClient, client()) }
    )
    await waitFor(() => assert.isTrue(result.current.isSuccess))
    rerender()
    assert.isAbove(renderings, 1)
    assert.lengthOf(asked, 1)
  })

  it("that cannot be read has an error, and does not break the component", async () => {
    const { client, queryClient } = setup()
    const headers: Iterable<[string, string]> = {
      [Symbol.iterator]() {
        throw new Error("no headers")
      }
    }
    const { result } = renderHook(() => useApiKeysList({}, { headers: headers as Array<[string, string]> }), {
      wrapper: providersOf(queryClient, client())
    })
    await waitFor(() => assert.include(result.current.error!, { _tag: "InvalidRequest" }))
  })
})

describe("keys", () => {
  it("contain no credential in any form", async () => {
    const { client, name, queryClient } = setup()
    const token = "t0ken-of-a-tenant"
    await name(client())
    await name(client({ apiKey: b }))
    await name(client(), { headers: { authorization: `Bearer ${token}`, cookie: `session=${token}` } })
    await name(client(), { serverURL: `https://user:${token}@one.test/${token}?key=${token}` }).catch(() => {})
    const built = [client(), client({ apiKey: b })].map((each) => buildApiKeysListQuery(each).queryKey)
    const shown = JSON.stringify([
      built,
      queryClient.getQueryCache().getAll().map(({ queryHash, queryKey }) => ({ queryHash, queryKey })),
      dehydrate(queryClient, { shouldDehydrateQuery: () => true }).queries.map(({ queryHash, queryKey }) => ({
        queryHash,
        queryKey
      }))
    ])
    for (const secret of [a, b, token]) {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("hex"), btoa(secret)]
      for (const algorithm of ["md5", "sha1", "sha256", "sha512"]) {
        const digest = createHash(algorithm).update(secret)
        forms.push(digest.copy().digest("hex"), digest.copy().digest("base64"))
      }
      for (const form of forms) assert.notInclude(shown, form)
    }
  })

  it("do not contain a key passed as hash, and distinguish such keys", async () => {
    const { client } = setup()
    const keys = [a, b].map((hash) => queryKeyApiKeysGet(hash))
    assert.notInclude(JSON.stringify(keys), "a1a1")
    assert.notDeepEqual(keys[0], keys[1])
    assert.deepStrictEqual(queryKeyApiKeysGet(a), keys[0])
    assert.notInclude(JSON.stringify(buildApiKeysGetQuery(client(), { hash: a }).queryKey), "a1a1")
  })

  it("exist for requests that are not JSON, which fail without breaking the component", async () => {
    const { client, queryClient } = setup()
    const cycle: Record<string, unknown> = {}
    cycle["self"] = cycle
    const requests: ReadonlyArray<unknown> = [
      cycle,
      { offset: 1n },
      Object.defineProperty({}, "hash", {
        get() {
          throw new Error("no hash")
        }
      })
    ]
    const { result } = renderHook(
      () => requests.map((request) => useApiKeysGet(request as { readonly hash: string })),
      { wrapper: providersOf(queryClient, client()) }
    )
    await waitFor(() => {
      for (const { error } of result.current) assert.include(error!, { _tag: "InvalidRequest", outcome: "NotSent" })
    })
  })
})

describe("one client's queries", () => {
  it("are the same by hook, factory, key, and as data set in the cache", async () => {
    const { asked, client, queryClient } = setup()
    const openRouter = client()
    // Made before anything is rendered, as at the top of a module.
    const built = buildApiKeysListQuery(openRouter, { offset: 3 })
    const { result } = renderHook(() => [useApiKeysList({ offset: 3 }), useQuery(built)], {
      wrapper: providersOf(queryClient, openRouter)
    })
    await waitFor(() => assert.isTrue(result.current[1]?.isSuccess))
    assert.lengthOf(asked, 1)
    assert.strictEqual(queryClient.getQueryData(queryKeyApiKeysList({ offset: 3 })), result.current[0]?.data)
    assert.strictEqual(queryClient.getQueryData(built.queryKey), result.current[0]?.data)
    act(() => void setApiKeysListData(queryClient, [{ offset: 3 }], { data: [] }))
    await waitFor(() => assert.deepStrictEqual(result.current.map(({ data }) => data?.data), [[], []]))
  })

  it("are the same if a loader has fetched them first", async () => {
    const { asked, client, queryClient } = setup()
    const openRouter = client()
    // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
    const data = await queryClient.ensureQueryData(buildApiKeysListQuery(openRouter))
    assert.strictEqual(queryClient.getQueryData(queryKeyApiKeysList()), data)
    const { result } = renderHook(() => useApiKeysList(), { wrapper: providersOf(queryClient, openRouter) })
    assert.strictEqual(result.current.data, data)
    assert.lengthOf(asked, 1)
  })

  it("are hashed with the function of the QueryClient", async () => {
    const { fetch } = service()
    const queryClient = new QueryClient({
      defaultOptions: { queries: { queryKeyHashFn: (key) => `mine:${JSON.stringify(key)}` } }
    })
    await prefetchApiKeysList(queryClient, new OpenRouterCore({ apiKey: a, fetch }))
    assert.match(queryClient.getQueryCache().getAll()[0]!.queryHash, /^mine:/)
    assert.isDefined(queryClient.getQueryData(queryKeyApiKeysList()))
  })
})

describe("data and invalidation", () => {
  it("belong to one account if its client is passed", async () => {
    const { asked, client, queryClient } = setup()
    const main = client()
    const other = client({ apiKey: "another" })
    for (const each of [main, other]) await prefetchApiKeysList(queryClient, each)
    setApiKeysListData(queryClient, [], { data: [] }, other)
    const { result } = renderHook(
      () => [useQuery(buildApiKeysListQuery(main)), useQuery(buildApiKeysListQuery(other))],
      { wrapper: providersOf(queryClient, main) }
    )
    assert.deepStrictEqual(result.current.map(({ data }) => data?.data.length), [1, 0])
    assert.lengthOf(asked, 2)
    await act(() => invalidateAllApiKeysList(queryClient, { client: other }))
    assert.deepStrictEqual(asked.slice(2), ["openrouter.ai anot"])
    await act(() => invalidateApiKeysList(queryClient, [{}], { client: main }))
    assert.deepStrictEqual(asked.slice(3), ["openrouter.ai sk-o"])
    await act(() => invalidateAllApiKeysList(queryClient))
    assert.lengthOf(asked, 6)
  })

  it("of an operation without parameters can be set for one account too", async () => {
    const { fake, openRouter } = await fakeClient()
    const { client, queryClient } = setup()
    const data = await openRouter.apiKeys.getCurrentKeyMetadata()
    assert.isString(fake.managementKey)
    const main = client()
    const other = client({ apiKey: "another" })
    await prefetchApiKeysList(queryClient, main)
    setApiKeysGetCurrentKeyMetadataData(queryClient, data, other)
    assert.isUndefined(queryClient.getQueryData(queryKeyApiKeysGetCurrentKeyMetadata()))
    const { result } = renderHook(() => useApiKeysGetCurrentKeyMetadata(), { wrapper: providersOf(queryClient, other) })
    assert.strictEqual(result.current.data, data)
  })
})

describe("a client's `account`", () => {
  const persisted = async (options: OpenRouterOptions, build = false) => {
    const { client, queryClient } = setup()
    // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
    if (build) await queryClient.prefetchQuery(buildApiKeysListQuery(client(options)))
    else await prefetchApiKeysList(queryClient, client(options))
    return JSON.parse(JSON.stringify(dehydrate(queryClient))) as unknown
  }

  const seen = (state: unknown, options: OpenRouterOptions) => {
    const { asked, client, queryClient } = setup()
    hydrate(queryClient, state as never)
    const { result, unmount } = renderHook(() => useApiKeysList(), {
      wrapper: providersOf(queryClient, client({ apiKey: "none", serverURL: "https://my.test", ...options }))
    })
    unmount()
    return { asked, name: result.current.data?.data[0]?.name }
  }

  it.each([false, true])(
    "is recognized in another process with another key (built: %s)",
    async (build) => {
      const { asked, name } = seen(await persisted({ account: "acme" }, build), { account: "acme" })
      assert.strictEqual(name, "openrouter.ai sk-o")
      assert.deepStrictEqual(asked, [])
    }
  )

  it("separates persisted data from another account's", async () => {
    const state = await persisted({ account: "acme" })
    assert.isUndefined(seen(state, { account: "other" }).name)
    assert.isUndefined(seen(state, {}).name)
    assert.isUndefined(seen(await persisted({}), { account: "acme" }).name)
  })

  it("is optional on a page with one account", async () => {
    assert.strictEqual(seen(await persisted({}), {}).name, "openrouter.ai sk-o")
  })

  it("groups clients with different keys into one account", async () => {
    const { asked, client, name } = setup()
    await name(client({ account: "acme" }))
    await name(client({ account: "acme", apiKey: "rotated" }))
    assert.lengthOf(asked, 1)
  })

  it.each([["a key", a], ["the API key itself", "s3cret"], ["nothing", ""], ["no text", 7]])(
    "is rejected if it is %s, and is not shown",
    async (_, account) => {
      const { client, queryClient } = setup()
      const openRouter = client({ apiKey: "s3cret", account: account as string })
      const { result } = renderHook(() => useApiKeysList(), { wrapper: providersOf(queryClient, openRouter) })
      await waitFor(() => assert.include(result.current.error!, { _tag: "InvalidRequest" }))
      assert.notInclude(JSON.stringify(queryClient.getQueryCache().getAll().map(({ queryKey }) => queryKey)), "account")
    }
  )
})
