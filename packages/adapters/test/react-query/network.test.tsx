// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { onlineManager, QueryClient, useMutation, useQuery } from "@tanstack/react-query"
import { act, waitFor } from "@testing-library/react"
import { onTestFinished } from "vitest"
import type { OpenRouterOptions } from "../../src/index.js"
import {
  buildApiKeysCreateMutation,
  buildApiKeysListQuery,
  prefetchApiKeysList,
  queryKeyApiKeysList,
  useApiKeysCreateMutation,
  useApiKeysList,
  useOpenRouterContext
} from "../../src/react-query/index.js"
import { setup } from "./fixtures.js"

const offline = async (serverURL: OpenRouterOptions["serverURL"]) => {
  onlineManager.setOnline(false)
  onTestFinished(() => onlineManager.setOnline(true))
  return setup({}, { serverURL })
}

const loopback = [
  "http://127.0.0.1:8080/api/v1",
  "http://127.9.9.9/api/v1",
  "http://localhost:3000/api/v1",
  "http://app.localhost/api/v1",
  "http://[::1]:8080/api/v1",
  "http://[::ffff:127.0.0.1]/api/v1",
  "http://0x7f.1/api/v1",
  new URL("http://LOCALHOST/api/v1")
]

const remote = [
  undefined,
  "https://openrouter.ai/api/v1",
  "http://127.0.0.1.example.com/api/v1",
  "http://localhost.example.com/api/v1",
  "http://192.168.0.1/api/v1",
  "http://[fe80::1]/api/v1"
]

describe("without a network", () => {
  it.each(loopback)("hooks reach this machine at %s", async (serverURL) => {
    const { hook, keys } = await offline(serverURL)
    const { result } = hook(() => ({ list: useApiKeysList(), create: useApiKeysCreateMutation() }))
    await waitFor(() => assert.isTrue(result.current.list.isSuccess))
    await act(() => result.current.create.mutateAsync({ request: { name: "CI" } }))
    assert.lengthOf(keys(), 1)
  })

  it.each(remote)("hooks wait for %s", async (serverURL) => {
    const { hook, requests } = await offline(serverURL)
    const { result } = hook(() => ({ list: useApiKeysList(), create: useApiKeysCreateMutation() }))
    act(() => result.current.create.mutate({ request: { name: "CI" } }))
    await waitFor(() => {
      assert.isTrue(result.current.list.isPaused)
      assert.isTrue(result.current.create.isPaused)
    })
    assert.deepStrictEqual(requests(), [])
  })

  it("factories and prefetching reach this machine too", async () => {
    const { hook, openRouter, queryClient } = await offline(loopback[0])
    await prefetchApiKeysList(queryClient, openRouter)
    assert.isDefined(queryClient.getQueryData(queryKeyApiKeysList()))
    const { result } = hook(() => ({
      list: useQuery(buildApiKeysListQuery(useOpenRouterContext(), { offset: 1 })),
      create: useMutation(buildApiKeysCreateMutation(useOpenRouterContext()))
    }))
    await waitFor(() => assert.isTrue(result.current.list.isSuccess))
    await act(() => result.current.create.mutateAsync({ request: { name: "CI" } }))
  })

  it("the `serverURL` of a hook applies", async () => {
    const { hook } = await offline(undefined)
    const { result } = hook(() => useApiKeysList({}, { serverURL: "http://127.0.0.1:8080/api/v1" }))
    await waitFor(() => assert.isTrue(result.current.isSuccess))
  })

  it("the `networkMode` of a hook or of the QueryClient applies", async () => {
    const { hook } = await offline(loopback[0])
    const own = hook(() => ({
      list: useApiKeysList({}, { networkMode: "online" }),
      create: useApiKeysCreateMutation({ networkMode: "online" })
    }))
    act(() => own.result.current.create.mutate({ request: { name: "CI" } }))
    await waitFor(() => assert.isTrue(own.result.current.create.isPaused))
    assert.isTrue(own.result.current.list.isPaused)

    const { hook: hookOf, queryClient, requests } = await offline(loopback[0])
    assert.instanceOf(queryClient, QueryClient)
    queryClient.setDefaultOptions({ queries: { networkMode: "online" }, mutations: { networkMode: "online" } })
    const { result } = hookOf(() => ({ list: useApiKeysList(), create: useApiKeysCreateMutation() }))
    act(() => result.current.create.mutate({ request: { name: "CI" } }))
    await waitFor(() => assert.isTrue(result.current.create.isPaused))
    assert.isTrue(result.current.list.isPaused)
    assert.deepStrictEqual(requests(), [])
  })
})
