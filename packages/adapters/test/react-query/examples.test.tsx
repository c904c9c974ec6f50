// @vitest-environment jsdom
import { assert, describe, it } from "@effect/vitest"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react"
import { renderToString } from "react-dom/server"
import { onTestFinished, vi } from "vitest"
import { OpenRouterCore } from "../../src/core.js"
import { OpenRouterProvider } from "../../src/react-query/index.js"
import { fakeClient } from "../support/fixtures.js"

/** The examples read their surroundings when they are loaded. */
const surroundings = async () => {
  const { fake, keys } = await fakeClient({ keys: [{ name: "Production" }] })
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
  return keys
}

describe("the examples of docs/react.md", () => {
  it("list keys, create one, show its secret once, and forget it", async () => {
    const keys = await surroundings()
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

  it("render on a server", async () => {
    await surroundings()
    const { default: Page } = await import("./examples/page.js")
    const html = renderToString(
      <QueryClientProvider client={new QueryClient()}>
        <OpenRouterProvider client={new OpenRouterCore()}>{await Page()}</OpenRouterProvider>
      </QueryClientProvider>
    )
    assert.include(html, "<li>Production</li>")
  })
})
