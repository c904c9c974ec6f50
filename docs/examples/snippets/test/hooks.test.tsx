// @vitest-environment jsdom
/** The components of the pages on operations, over the fake. */
import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { cleanup, fireEvent, render, screen } from "@testing-library/react"
import { Effect } from "effect"
import type { ReactNode } from "react"
import { afterEach, expect, it, vi } from "vitest"
import { CreateKey } from "../src/operations/create/hook.js"
import { Delete } from "../src/operations/delete/hook.js"
import { Remaining } from "../src/operations/get/hook.js"
import { Current } from "../src/operations/getCurrentKeyMetadata/hook.js"
import { Keys } from "../src/operations/list/hook.js"
import { Disable } from "../src/operations/update/hook.js"

const hash = "a1"

const makeFake = () => Effect.runPromise(FakeOpenRouter.make({ keys: [{ hash, name: "CI", limit: 5, usage: 1.5 }] }))

const show = async (component: ReactNode) => {
  const fake = await makeFake()
  const client = new OpenRouterCore({ fetch: fake.fetch, apiKey: fake.managementKey })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OpenRouterProvider client={client}>{component}</OpenRouterProvider>
    </QueryClientProvider>
  )
  return () => Effect.runPromise(fake.keys)
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it("lists keys", async () => {
  await show(<Keys />)
  expect(await screen.findByText("CI: $1.5")).toBeTruthy()
})

it("creates a key, shows its secret, and forgets it", async () => {
  const keys = await show(<CreateKey />)
  fireEvent.click(screen.getByText("Create a key"))
  fireEvent.click(await screen.findByText(/^I have copied sk-or-v1-/))
  expect(await screen.findByText("Create a key")).toBeTruthy()
  expect(await keys()).toHaveLength(2)
})

it("reads a key", async () => {
  await show(<Remaining hash={hash} />)
  expect(await screen.findByText("CI: 3.5")).toBeTruthy()
})

it("says so where there is no such key", async () => {
  await show(<Remaining hash="b2" />)
  expect(await screen.findByText("No such key")).toBeTruthy()
})

it("switches a key off", async () => {
  const keys = await show(<Disable hash={hash} />)
  fireEvent.click(screen.getByText("Switch off"))
  expect(await screen.findByText("Off")).toBeTruthy()
  expect(await keys()).toMatchObject([{ disabled: true }])
})

it("deletes a key", async () => {
  const keys = await show(<Delete hash={hash} />)
  fireEvent.click(screen.getByText("Delete"))
  expect(await screen.findByText("Gone")).toBeTruthy()
  expect(await keys()).toEqual([])
})

it("describes the current key", async () => {
  await show(<Current />)
  expect(await screen.findByText(/^sk-or-v1-\w{3}\.\.\.\w{4}$/)).toBeTruthy()
})

it("counts all keys", async () => {
  const fake = await makeFake()
  // The server that puts the management key in.
  vi.stubGlobal("fetch", (input: RequestInfo, init: RequestInit) => {
    const headers = new Headers(init.headers)
    headers.set("authorization", `Bearer ${fake.managementKey}`)
    return fake.fetch(input, { ...init, headers })
  })
  const { Count } = await import("../src/operations/listAll/hook.js")
  await show(<Count />)
  expect(await screen.findByText("1 keys")).toBeTruthy()
})
