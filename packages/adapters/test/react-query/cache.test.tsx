// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { hashKey, type QueryClient, useMutation, useQueries, useQuery } from "@tanstack/react-query"
import { act, waitFor } from "@testing-library/react"
import {
  buildApiKeysCreateMutation,
  buildApiKeysGetCurrentKeyMetadataQuery,
  buildApiKeysGetQuery,
  buildApiKeysListQuery,
  invalidateAllApiKeysGet,
  invalidateAllApiKeysGetCurrentKeyMetadata,
  invalidateAllApiKeysList,
  invalidateApiKeysGet,
  invalidateApiKeysList,
  mutationKeyApiKeysCreate,
  mutationKeyApiKeysDelete,
  mutationKeyApiKeysUpdate,
  queryKeyApiKeysGet,
  queryKeyApiKeysGetCurrentKeyMetadata,
  queryKeyApiKeysList,
  setApiKeysGetCurrentKeyMetadataData,
  setApiKeysGetData,
  setApiKeysListData,
  useApiKeysCreateMutation,
  useApiKeysGet,
  useApiKeysGetCurrentKeyMetadata,
  useApiKeysList
} from "../../src/react-query/index.js"
import { rejection } from "../support/fixtures.js"
import { setup } from "./fixtures.js"

describe("keys", () => {
  it("start with the package's name, and differ by operation and request", () => {
    const start = ["@openrouter-keys/adapters", "apiKeys"]
    assert.deepStrictEqual<unknown>(queryKeyApiKeysList({ offset: 100 }), [...start, "list", { offset: 100 }])
    assert.deepStrictEqual<unknown>(queryKeyApiKeysGet("abc"), [...start, "get", "abc"])
    assert.deepStrictEqual<unknown>(queryKeyApiKeysGetCurrentKeyMetadata(), [...start, "getCurrentKeyMetadata"])
    assert.deepStrictEqual<unknown>(mutationKeyApiKeysCreate(), [...start, "create"])
    assert.deepStrictEqual<unknown>(mutationKeyApiKeysUpdate(), [...start, "update"])
    assert.deepStrictEqual<unknown>(mutationKeyApiKeysDelete(), [...start, "delete"])
  })

  it("are the same for the same request in any notation", async () => {
    const { openRouter } = await setup()
    const built = hashKey(buildApiKeysListQuery(openRouter).queryKey)
    assert.strictEqual(hashKey(buildApiKeysListQuery(openRouter, {}).queryKey), built)
    assert.strictEqual(hashKey(queryKeyApiKeysList({})), hashKey(queryKeyApiKeysList()))
    const one = { includeDisabled: true, offset: 100 }
    const other = { offset: 100, includeDisabled: true }
    assert.strictEqual(hashKey(queryKeyApiKeysList(one)), hashKey(queryKeyApiKeysList(other)))
    // A whole key can be a request: only its hash counts.
    const request = { hash: "abc", usage: 3 }
    assert.deepStrictEqual<unknown>(
      buildApiKeysGetQuery(openRouter, request).queryKey.slice(0, 4),
      queryKeyApiKeysGet("abc")
    )
  })

  it("share one request between components", async () => {
    const { hook, requests } = await setup()
    const { result } = hook(() => [useApiKeysList(), useApiKeysList({}), useApiKeysList({ offset: 100 })])
    await waitFor(() => {
      for (const { status } of result.current) assert.strictEqual(status, "success")
    })
    assert.lengthOf(requests(), 2)
    assert.strictEqual(result.current[0]?.data, result.current[1]?.data)
  })
})

describe("invalidating", () => {
  it("after a mutation fetches the change", async () => {
    const { hook, queryClient } = await setup()
    const { result } = hook(() => ({
      list: useApiKeysList(),
      create: useApiKeysCreateMutation({ onSuccess: () => invalidateAllApiKeysList(queryClient) })
    }))
    await waitFor(() => assert.lengthOf(result.current.list.data?.data ?? [0], 0))
    await act(() => result.current.create.mutateAsync({ request: { name: "CI" } }))
    await waitFor(() => assert.strictEqual(result.current.list.data?.data[0]?.name, "CI"))
  })

  it("one request does not affect others, and all requests means those of this operation", async () => {
    const { hook, openRouter, queryClient, requests } = await setup()
    const { data } = await openRouter.apiKeys.create({ name: "CI" })
    const { result } = hook(() => [
      useApiKeysList(),
      useApiKeysList({ includeDisabled: true }),
      useApiKeysGet({ hash: data.hash }),
      useApiKeysGetCurrentKeyMetadata()
    ])
    const settled = () =>
      waitFor(() => {
        for (const { fetchStatus } of result.current) assert.strictEqual(fetchStatus, "idle")
      })
    const sentBy = async (invalidate: () => Promise<void>) => {
      const before = requests().length
      await act(invalidate)
      await settled()
      return requests().slice(before)
    }
    await settled()
    assert.lengthOf(await sentBy(() => invalidateApiKeysList(queryClient, [{ includeDisabled: true }])), 1)
    assert.lengthOf(await sentBy(() => invalidateAllApiKeysList(queryClient)), 2)
    assert.lengthOf(await sentBy(() => invalidateApiKeysGet(queryClient, [data.hash])), 1)
    assert.lengthOf(await sentBy(() => invalidateApiKeysGet(queryClient, ["another"])), 0)
    assert.lengthOf(await sentBy(() => invalidateAllApiKeysGet(queryClient)), 1)
    assert.lengthOf(await sentBy(() => invalidateAllApiKeysGetCurrentKeyMetadata(queryClient)), 1)
    assert.lengthOf(await sentBy(() => invalidateAllApiKeysList(queryClient, { refetchType: "none" })), 0)
  })
})

describe("data set in the cache", () => {
  it("is what the hooks return", async () => {
    const { hook, openRouter, queryClient, requests } = await setup()
    const { data: key } = await openRouter.apiKeys.create({ name: "CI" })
    const current = await openRouter.apiKeys.getCurrentKeyMetadata()
    const before = requests().length
    assert.deepStrictEqual(setApiKeysListData(queryClient, [{ offset: 3 }], { data: [key] }), { data: [key] })
    setApiKeysGetData(queryClient, [key.hash], { data: key })
    setApiKeysGetCurrentKeyMetadataData(queryClient, current)
    const { result } = hook(() => [
      useApiKeysList({ offset: 3 }, { staleTime: Infinity }).data,
      useApiKeysGet({ hash: key.hash }, { staleTime: Infinity }).data,
      useApiKeysGetCurrentKeyMetadata({ staleTime: Infinity }).data
    ])
    assert.deepStrictEqual(result.current, [{ data: [key] }, { data: key }, current])
    assert.lengthOf(requests(), before)
  })
})

describe("the created secret", () => {
  /** The secrets in TanStack Query's memory, which are read by name alone. */
  const secrets = (queryClient: QueryClient) =>
    queryClient.getMutationCache().getAll().map(({ state }) =>
      (state.data as { readonly key?: string } | undefined)?.key
    )

  it("is only in the mutation's data, in no query, and removed by `reset()`", async () => {
    const { hook, queryClient, remembered } = await setup()
    const { result } = hook(() => ({
      list: useApiKeysList(),
      create: useApiKeysCreateMutation({ onSuccess: () => invalidateAllApiKeysList(queryClient) })
    }))
    await act(() => result.current.create.mutateAsync({ request: { name: "CI" } }))
    await waitFor(() => assert.isTrue(result.current.create.isSuccess))
    const { key } = result.current.create.data!
    assert.deepStrictEqual(secrets(queryClient), [key])
    assert.notInclude(remembered(), key)

    act(() => result.current.create.reset())
    await waitFor(() => assert.isUndefined(result.current.create.data))
    await waitFor(() => assert.deepStrictEqual(secrets(queryClient), []))
  })

  it("is removed when the component unmounts and when another key is created", async () => {
    const { hook, queryClient } = await setup()
    const { result, unmount } = hook(() => useApiKeysCreateMutation())
    await act(() => result.current.mutateAsync({ request: { name: "1" } }))
    const second = await act(() => result.current.mutateAsync({ request: { name: "2" } }))
    await waitFor(() => assert.deepStrictEqual(secrets(queryClient), [second.key]))
    unmount()
    await waitFor(() => assert.deepStrictEqual(secrets(queryClient), []))
  })
})

describe("factories", () => {
  it("compose with `useQueries`, `useQuery` with `select`, and `useMutation`", async () => {
    const { hook, openRouter } = await setup({ keys: 3 })
    const { result } = hook(() => ({
      queries: useQueries({
        queries: [buildApiKeysListQuery(openRouter), buildApiKeysGetCurrentKeyMetadataQuery(openRouter)]
      }),
      names: useQuery({
        ...buildApiKeysListQuery(openRouter, { includeDisabled: true }),
        select: ({ data }) => data.map(({ name }) => name)
      }),
      create: useMutation(buildApiKeysCreateMutation(openRouter))
    }))
    await waitFor(() => assert.lengthOf(result.current.names.data!, 3))
    await waitFor(() => assert.isTrue(result.current.queries[1].data?.data.isManagementKey))
    await act(() => result.current.create.mutateAsync({ request: { name: "CI" } }))
    await waitFor(() => assert.strictEqual(result.current.create.data?.data.name, "CI"))
  })

  it("compose with `queryClient.fetchQuery`, which rejects with the error itself, after one request", async () => {
    const { fail, openRouter, queryClient, requests } = await setup({ keys: 3 })
    // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
    const { data } = await queryClient.fetchQuery(buildApiKeysListQuery(openRouter, { includeDisabled: true }))
    assert.lengthOf(data, 3)
    assert.strictEqual(queryClient.getQueryData(queryKeyApiKeysList({ includeDisabled: true }))?.data, data)
    await fail({ status: 401 })
    const current = queryClient.query(buildApiKeysGetCurrentKeyMetadataQuery(openRouter))
    assert.propertyVal(await rejection(current), "_tag", "Unauthorized")
    assert.lengthOf(requests(), 2)
  })
})
