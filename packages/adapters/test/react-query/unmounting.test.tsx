// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { onlineManager, useMutation } from "@tanstack/react-query"
import { act, fireEvent, screen, waitFor } from "@testing-library/react"
import { StrictMode, useState } from "react"
import { onTestFinished } from "vitest"
import {
  buildApiKeysCreateMutation,
  useApiKeysCreateMutation,
  useOpenRouterContext
} from "../../src/react-query/index.js"
import { setup } from "./fixtures.js"

const request = { name: "CI" }

/** A fake whose responses are delayed until they are released, and its requests. */
const delayedResponses = async () => {
  let release = () => {}
  const until = new Promise<void>((resolve) => release = resolve)
  let sent = 0
  const { fake, ...rest } = await setup({}, {
    fetch: async (input, init) => {
      sent++
      await until
      return fake.fetch(input, init)
    }
  })
  return { ...rest, release, sent: () => waitFor(() => assert.strictEqual(sent, 1)) }
}

const isSecret = (key: string | undefined) => assert.match(key ?? "none", /^sk-or-v1-[0-9a-f]{64}$/)

describe("a create whose component unmounts before the response", () => {
  it.each([false, true])("gives the secret to the hook's `onSuccess` (StrictMode: %s)", async (isStrict) => {
    const { keys, release, sent, show } = await delayedResponses()
    const received: Array<string> = []
    const settled: Array<string | undefined> = []
    const Create = () => {
      const create = useApiKeysCreateMutation({
        onSuccess: ({ key }) => void received.push(key),
        onSettled: (data) => void settled.push(data?.key)
      })
      return <button onClick={() => create.mutate({ request })}>create</button>
    }
    const { unmount } = show(
      isStrict
        ? (
          <StrictMode>
            <Create />
          </StrictMode>
        )
        : <Create />
    )
    fireEvent.click(screen.getByText("create"))
    await sent()
    unmount()
    release()
    await waitFor(() => assert.lengthOf(settled, 1))
    isSecret(received[0])
    assert.deepStrictEqual(received, settled)
    assert.lengthOf(keys(), 1)
  })

  it("passes the key to a parent that stays mounted", async () => {
    const { release, sent, show } = await delayedResponses()
    const Create = ({ onCreated }: { readonly onCreated: (key: string) => void }) => {
      const create = useApiKeysCreateMutation({ onSuccess: ({ key }) => onCreated(key) })
      return <button onClick={() => create.mutate({ request })}>create</button>
    }
    const Page = () => {
      const [isOpen, setIsOpen] = useState(true)
      const [secret, setSecret] = useState<string>()
      return (
        <>
          {isOpen && <Create onCreated={setSecret} />}
          <button onClick={() => setIsOpen(false)}>close</button>
          {secret !== undefined && <code>{secret}</code>}
        </>
      )
    }
    show(<Page />)
    fireEvent.click(screen.getByText("create"))
    await sent()
    fireEvent.click(screen.getByText("close"))
    assert.isNull(screen.queryByText("create"))
    release()
    isSecret((await screen.findByText(/^sk-or-v1-/)).textContent)
  })

  it("resolves `mutateAsync`, but does not call the callbacks of `mutate`", async () => {
    const { hook, release, sent } = await delayedResponses()
    const { result, unmount } = hook(() => useApiKeysCreateMutation())
    const called: Array<string> = []
    const promise = result.current.mutateAsync({ request }, { onSuccess: ({ key }) => void called.push(key) })
    await sent()
    unmount()
    release()
    isSecret((await promise).key)
    assert.deepStrictEqual(called, [])
  })

  it("calls `onSuccess` also after `reset()` and after the caches were cleared", async () => {
    for (const clear of ["reset", "clear"]) {
      const { hook, queryClient, release, sent } = await delayedResponses()
      const received: Array<string> = []
      const { result, unmount } = hook(() =>
        useApiKeysCreateMutation({ onSuccess: ({ key }) => void received.push(key) })
      )
      act(() => result.current.mutate({ request }))
      await sent()
      act(() => clear === "reset" ? result.current.reset() : queryClient.clear())
      unmount()
      release()
      await waitFor(() => isSecret(received[0]))
    }
  })

  it("calls the `onSuccess` of the last render", async () => {
    const { hook, release, sent } = await delayedResponses()
    const received: Array<string> = []
    let rendering = "first"
    const { rerender, result, unmount } = hook(() => {
      const which = rendering
      return useApiKeysCreateMutation({ onSuccess: () => void received.push(which) })
    })
    act(() => result.current.mutate({ request }))
    await sent()
    rendering = "last"
    rerender()
    unmount()
    release()
    await waitFor(() => assert.deepStrictEqual(received, ["last"]))
  })

  it("calls the `onSuccess` of a factory too", async () => {
    const { hook, release, sent } = await delayedResponses()
    const received: Array<string> = []
    const { result, unmount } = hook(() =>
      useMutation({
        ...buildApiKeysCreateMutation(useOpenRouterContext()),
        onSuccess: ({ key }) => void received.push(key)
      })
    )
    act(() => result.current.mutate({ request }))
    await sent()
    unmount()
    release()
    await waitFor(() => isSecret(received[0]))
  })

  it("calls the hook's `onError` with a failure", async () => {
    const { fail, hook, release, sent } = await delayedResponses()
    await fail({ status: 500 })
    const outcomes: Array<string> = []
    const { result, unmount } = hook(() =>
      useApiKeysCreateMutation({ onError: ({ outcome }) => void outcomes.push(outcome) })
    )
    act(() => result.current.mutate({ request }))
    await sent()
    unmount()
    release()
    await waitFor(() => assert.deepStrictEqual(outcomes, ["Unknown"]))
  })

  it("calls `onSuccess` after a pause, without keeping the page busy", async () => {
    onlineManager.setOnline(false)
    onTestFinished(() => onlineManager.setOnline(true))
    const { hook, Providers: _, queryClient } = await setup()
    queryClient.mount()
    onTestFinished(() => queryClient.unmount())
    const received: Array<string> = []
    const { result, unmount } = hook(() =>
      useApiKeysCreateMutation({ onSuccess: ({ key }) => void received.push(key) })
    )
    act(() => result.current.mutate({ request }))
    await waitFor(() => assert.isTrue(result.current.isPaused))
    unmount()
    assert.isAtLeast(queryClient.getMutationCache().getAll()[0]!.gcTime, 50)
    onlineManager.setOnline(true)
    await waitFor(() => isSecret(received[0]))
  })
})
