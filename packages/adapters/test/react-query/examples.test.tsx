// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { type DehydratedState, HydrationBoundary, QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react"
import { hydrateRoot } from "react-dom/client"
import { renderToString } from "react-dom/server"
import { onTestFinished, vi } from "vitest"
import { OpenRouterCore } from "../../src/core.js"
import { OpenRouterProvider } from "../../src/react-query/index.js"
import { fakeClient } from "../support/fixtures.js"

/** The examples read their surroundings when they are loaded. */
const surroundings = async () => {
  const { fake, keys, requests } = await fakeClient({ keys: [{ name: "Production" }] })
  const fetch: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set("authorization", `Bearer ${fake.managementKey}`)
    return fake.fetch(input, { ...init, headers })
  }
  vi.stubGlobal("fetch", fetch)
  vi.stubEnv("OPENROUTER_API_KEY", fake.managementKey)
  onTestFinished(() => {
    cleanup()
    vi.unstubAllGlobals()
  })
  return { keys, requests }
}

describe("the examples of docs/react.md", () => {
  it("list keys, create one, show its secret once, and forget it", async () => {
    const { keys } = await surroundings()
    const { App } = await import("./examples/App.js")
    render(<App />)
    assert.isNotNull(screen.getByText("Loading…"))
    assert.isNotNull(await screen.findByText("Production"))
    fireEvent.click(screen.getByText("Create a key"))
    assert.isNotNull(await screen.findByText(/^sk-or-v1-/))
    assert.isNotNull(await screen.findByText("CI"))
    fireEvent.click(screen.getByText("I have it"))
    await waitFor(() => assert.isNull(screen.queryByText(/^sk-or-v1-/)))
    assert.lengthOf(keys(), 2)
  })

  it("render on a server, and the browser sends no second request", async () => {
    const { requests } = await surroundings()
    const { default: Page, dynamic } = await import("./examples/page.js")
    const { Providers } = await import("./examples/providers.js")
    assert.strictEqual(dynamic, "force-dynamic")
    const page = await Page()
    vi.stubGlobal("location", undefined)
    const html = renderToString(<Providers>{page}</Providers>)
    vi.stubGlobal("location", window.location)
    assert.include(html, "<li>Production</li>")
    assert.lengthOf(requests(), 1)

    const root = document.body.appendChild(document.createElement("div"))
    onTestFinished(() => root.remove())
    root.innerHTML = html
    // What Next.js sends with the page is JSON.
    const state: unknown = JSON.parse(JSON.stringify((page.props as { readonly state: unknown }).state))
    const problems = vi.spyOn(console, "error")
    const mounted = await act(() =>
      hydrateRoot(
        root,
        <Providers>
          <HydrationBoundary {...page.props as object} state={state as DehydratedState} />
        </Providers>
      )
    )
    onTestFinished(() => act(() => mounted.unmount()))
    assert.isNotNull(screen.getByText("Production"))
    assert.lengthOf(requests(), 1)
    assert.deepStrictEqual(problems.mock.calls, [])
  })

  it("keep the secret of a key after its dialog was closed", async () => {
    const { keys } = await surroundings()
    const { NewKeys } = await import("./examples/Created.js")
    render(
      <QueryClientProvider client={new QueryClient()}>
        <OpenRouterProvider client={new OpenRouterCore()}>
          <NewKeys />
        </OpenRouterProvider>
      </QueryClientProvider>
    )
    fireEvent.click(screen.getByText("New key"))
    fireEvent.click(screen.getByText("Create"))
    fireEvent.click(screen.getByText("Close"))
    assert.isNull(screen.queryByText("Create"))
    assert.isNotNull(await screen.findByText(/sk-or-v1-[0-9a-f]{64}/))
    assert.lengthOf(keys(), 2)
  })

  it("show several accounts side by side", async () => {
    await surroundings()
    const { clientOf, Counts } = await import("./examples/accounts.js")
    const clients = ["a", "b"].map((id) => clientOf({ id, apiKey: `key-of-${id}` }))
    const queryClient = new QueryClient()
    render(
      <QueryClientProvider client={queryClient}>
        <Counts clients={clients} />
      </QueryClientProvider>
    )
    assert.isNotNull(await screen.findByText("1, 1"))
    assert.lengthOf(queryClient.getQueryCache().getAll(), 2)
  })
})
