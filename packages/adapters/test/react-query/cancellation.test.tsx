// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { act, waitFor } from "@testing-library/react"
import {
  queryKeyApiKeysList,
  useApiKeysCreateMutation,
  useApiKeysGet,
  useApiKeysGetCurrentKeyMetadata,
  useApiKeysList
} from "../../src/react-query/index.js"
import { hash } from "../support/fixtures.js"
import { hanging, setup } from "./fixtures.js"

const hung = async () => {
  const { fetch, signals } = hanging()
  return { ...await setup({}, { fetch }), signals, sent: () => waitFor(() => assert.lengthOf(signals, 1)) }
}

const aborted = (signals: ReadonlyArray<AbortSignal>) =>
  waitFor(() => assert.deepStrictEqual(signals.map(({ aborted }) => aborted), [true]))

describe("a running request is aborted", () => {
  it.each(
    [
      ["useApiKeysList", () => useApiKeysList()],
      ["useApiKeysGet", () => useApiKeysGet({ hash })],
      ["useApiKeysGetCurrentKeyMetadata", () => useApiKeysGetCurrentKeyMetadata()]
    ] as const
  )("when the last component with %s unmounts", async (_, use) => {
    const { hook, sent, signals } = await hung()
    const { unmount } = hook<unknown>(use)
    await sent()
    assert.isFalse(signals[0]?.aborted)
    unmount()
    await aborted(signals)
  })

  it("by `queryClient.cancelQueries`, which restores the query", async () => {
    const { hook, queryClient, sent, signals } = await hung()
    const { result } = hook(() => useApiKeysList())
    await sent()
    await act(() => queryClient.cancelQueries({ queryKey: queryKeyApiKeysList() }))
    await aborted(signals)
    await waitFor(() => assert.include({ ...result.current }, { status: "pending", fetchStatus: "idle", error: null }))
  })

  it.each(
    [
      ["signal", (signal: AbortSignal) => ({ signal })],
      ["fetchOptions.signal", (signal: AbortSignal) => ({ fetchOptions: { signal } })]
    ] as const
  )("by `%s` of a query's options, which gives an error", async (_, options) => {
    const { hook, sent, signals } = await hung()
    const controller = new AbortController()
    const { result } = hook(() => useApiKeysList({}, options(controller.signal)))
    await sent()
    controller.abort("changed my mind")
    await aborted(signals)
    await waitFor(() => assert.include(result.current.error!, { _tag: "RequestAborted" }))
    assert.strictEqual(result.current.error?.cause, "changed my mind")
  })

  it.each(["hook", "call"] as const)("by the signal of a mutation's %s", async (which) => {
    const { hook, sent, signals } = await hung()
    const controllers = { hook: new AbortController(), call: new AbortController() }
    const { result } = hook(() => useApiKeysCreateMutation({ signal: controllers.hook.signal }))
    act(() =>
      result.current.mutate({ request: { name: "CI" }, options: { fetchOptions: { signal: controllers.call.signal } } })
    )
    await sent()
    controllers[which].abort()
    await aborted(signals)
    await waitFor(() => {
      assert.include(result.current.error!, { _tag: "RequestAborted", outcome: "Unknown" })
    })
  })
})
