// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import type { UseQueryResult } from "@tanstack/react-query"
import { act, renderHook, waitFor } from "@testing-library/react"
import type { OpenRouterError, RequestAborted } from "../../src/index.js"
import {
  OpenRouterProvider,
  useApiKeysCreateMutation,
  useApiKeysDeleteMutation,
  useApiKeysGet,
  useApiKeysGetCurrentKeyMetadata,
  useApiKeysList,
  useApiKeysUpdateMutation,
  useOpenRouterContext
} from "../../src/react-query/index.js"
import { hash } from "../support/fixtures.js"
import { setup } from "./fixtures.js"

type Queried = UseQueryResult<{ readonly data: unknown }, OpenRouterError | RequestAborted>

const queries: ReadonlyArray<readonly [name: string, use: (hash: string) => Queried]> = [
  ["useApiKeysList", () => useApiKeysList({ includeDisabled: true })],
  ["useApiKeysGet", (hash) => useApiKeysGet({ hash })],
  ["useApiKeysGetCurrentKeyMetadata", () => useApiKeysGetCurrentKeyMetadata()]
]

describe.each(queries)("%s", (_, use) => {
  it("is pending, then has the data", async () => {
    const { hook, openRouter } = await setup()
    const { data } = await openRouter.apiKeys.create({ name: "CI" })
    const { result } = hook(() => use(data.hash))
    assert.include({ ...result.current }, { status: "pending", fetchStatus: "fetching", data: undefined, error: null })
    await waitFor(() => assert.isFalse(result.current.isPending))
    assert.include({ ...result.current }, { status: "success", fetchStatus: "idle", error: null })
    assert.property(result.current.data, "data")
  })

  it("has a tagged error after one request", async () => {
    const { fail, hook, requests } = await setup()
    await fail({ status: 429, headers: { "retry-after": "7" } })
    const { result } = hook(() => use(hash))
    await waitFor(() => assert.isTrue(result.current.isError))
    assert.include(result.current.error!, { _tag: "TooManyRequests", outcome: "Rejected", isRetryable: true })
    assert.lengthOf(requests(), 1)
  })
})

describe("useApiKeysGet", () => {
  it("has the key", async () => {
    const { hook, openRouter } = await setup()
    const { data } = await openRouter.apiKeys.create({ name: "CI" })
    const { result } = hook(() => useApiKeysGet({ hash: data.hash }))
    await waitFor(() => assert.deepStrictEqual(result.current.data, { data }))
  })

  it("sends nothing while it is disabled, and rejects an invalid hash before sending", async () => {
    const { hook, requests } = await setup()
    const waiting = hook(() => useApiKeysGet({ hash }, { enabled: false }))
    assert.include({ ...waiting.result.current }, { status: "pending", fetchStatus: "idle" })
    const rejected = hook(() => useApiKeysGet({ hash: "a/b" }))
    await waitFor(() => assert.strictEqual(rejected.result.current.error?._tag, "InvalidRequest"))
    assert.deepStrictEqual(requests(), [])
  })
})

describe("mutations", () => {
  it("create, change and delete a key", async () => {
    const { hook, keys } = await setup()
    const { result } = hook(() => ({
      create: useApiKeysCreateMutation(),
      update: useApiKeysUpdateMutation(),
      delete: useApiKeysDeleteMutation()
    }))
    for (const { status } of Object.values(result.current)) assert.strictEqual(status, "idle")

    act(() => result.current.create.mutate({ request: { name: "CI", limit: 5 } }))
    await waitFor(() => assert.isTrue(result.current.create.isSuccess))
    const { data: created, key } = result.current.create.data!
    assert.match(key, /^sk-or-v1-[0-9a-f]{64}$/)

    act(() => result.current.update.mutate({ request: { hash: created.hash, requestBody: { disabled: true } } }))
    await waitFor(() => assert.isTrue(result.current.update.data?.data.disabled))

    act(() => result.current.delete.mutate({ request: { hash: created.hash } }))
    await waitFor(() => assert.deepStrictEqual(result.current.delete.data, { deleted: true }))
    assert.deepStrictEqual(keys(), [])
  })

  it.each(
    [
      ["useApiKeysCreateMutation", () => useApiKeysCreateMutation(), { name: "CI" }],
      ["useApiKeysUpdateMutation", () => useApiKeysUpdateMutation(), { hash, requestBody: {} }],
      ["useApiKeysDeleteMutation", () => useApiKeysDeleteMutation(), { hash }]
    ] as const
  )(
    "%s is pending, then has an error with its outcome, and is not retried",
    async (_, use, request) => {
      const { fail, hook, queryClient, requests } = await setup()
      queryClient.setDefaultOptions({ mutations: { retry: 3, retryDelay: 1 } })
      await fail({ status: 500, delay: "200 millis" })
      const { result } = hook(use as () => ReturnType<typeof useApiKeysUpdateMutation>)
      act(() => result.current.mutate({ request: request as { hash: string; requestBody: {} } }))
      await waitFor(() => assert.isTrue(result.current.isPending))
      await waitFor(() => assert.isTrue(result.current.isError))
      assert.include(result.current.error!, { _tag: "InternalServerError", outcome: "Unknown" })
      assert.lengthOf(requests(), 1)
    }
  )
})

describe("options of a hook", () => {
  it("are those of TanStack Query and of the request", async () => {
    const { fail, hook, requests } = await setup()
    await fail({ status: 503, times: 1 })
    const { result } = hook(() =>
      useApiKeysList({}, {
        staleTime: Infinity,
        select: ({ data }) => data.length,
        headers: { "x-trace": "1" },
        retries: { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 1 } }
      })
    )
    await waitFor(() => assert.strictEqual(result.current.data, 0))
    assert.deepStrictEqual(requests().map(({ headers }) => headers["x-trace"]), ["1", "1"])
  })

  it("may have TanStack Query retry too", async () => {
    const { fail, hook, requests } = await setup()
    await fail({ status: 500, times: 2 })
    const { result } = hook(() => useApiKeysList({}, { retry: 2, retryDelay: 1 }))
    await waitFor(() => assert.isTrue(result.current.isSuccess))
    assert.lengthOf(requests(), 3)
  })

  it("of a mutation are overridden by those of a single call", async () => {
    const { hook, requests } = await setup()
    const { result } = hook(() => useApiKeysCreateMutation({ headers: { "x-trace": "hook" } }))
    await act(() => result.current.mutateAsync({ request: { name: "1" } }))
    await act(() => result.current.mutateAsync({ request: { name: "2" }, options: { headers: { "x-trace": "call" } } }))
    assert.deepStrictEqual(requests().map(({ headers }) => headers["x-trace"]), ["hook", "call"])
  })
})

describe("OpenRouterProvider", () => {
  it("provides its client", async () => {
    const { hook, openRouter } = await setup()
    assert.strictEqual(hook(useOpenRouterContext).result.current, openRouter)
  })

  it("is required: hooks throw without it", () => {
    assert.throws(() => renderHook(useOpenRouterContext), "<OpenRouterProvider")
    assert.strictEqual(OpenRouterProvider.name, "OpenRouterProvider")
  })
})
