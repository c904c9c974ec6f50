/** Renders the page over a fake of the API. */
import { OpenRouter } from "@openrouter-keys/adapters"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import { cleanup, configure, render, screen, within } from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"
import * as Effect from "effect/Effect"
import { onTestFinished, vi } from "vitest"
import { App } from "../../app/src/App.js"
import { makeQueryClient } from "../../app/src/data/client.js"

// This page does not render hidden elements. Checking the style of every ancestor in jsdom takes most of a test's time.
// A busy machine must not fail tests.
configure({ defaultHidden: true, asyncUtilTimeout: 20_000 })
vi.setConfig({ testTimeout: 60_000 })

/** APIs that jsdom lacks. */
const completeBrowser = (mode: "sandbox" | "live"): void => {
  const { prototype } = HTMLDialogElement
  Object.assign(prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true
    },
    close(this: HTMLDialogElement) {
      this.open = false
    }
  })
  // jsdom has no layout: all rows have the same height.
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 57 })
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    }
  )
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  vi.stubGlobal("scrollTo", () => {})
  // The only request that is not for the API.
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ mode, server: "https://openrouter.ai" })))
}

interface PageOptions extends FakeOpenRouter.Options {
  readonly mode?: "sandbox" | "live"
}

/** Opens the page, and waits until its keys are loaded. */
export const openPage = async ({ mode = "sandbox", ...options }: PageOptions = {}) => {
  completeBrowser(mode)
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 })
  const fake = await Effect.runPromise(FakeOpenRouter.make(options))
  const openRouter = new OpenRouter({
    apiKey: fake.managementKey,
    fetch: fake.fetch,
    retryConfig: { strategy: "none" }
  })
  const queryClient = makeQueryClient()
  onTestFinished(() => {
    cleanup()
    queryClient.clear()
    vi.unstubAllGlobals()
  })
  render(<App openRouter={openRouter} queryClient={queryClient} />)
  return {
    user,
    queryClient,
    fail: (fault: FakeOpenRouter.Fault) => Effect.runPromise(fake.fail(fault)),
    keys: () => Effect.runSync(fake.keys),
    /** The received requests of an operation. */
    inputs: (operation: FakeOpenRouter.Operation) =>
      Effect.runSync(fake.calls).filter((call) => call.operation === operation).map(({ input }) => input),
    click: async (name: string | RegExp, within_: HTMLElement = document.body) =>
      user.click(await within(within_).findByRole("button", { name })),
    dialog: (name: string | RegExp) => screen.findByRole("dialog", { name }),
    /** Waits for a text in a live region. */
    shows: async (text: string | RegExp) => screen.findByText(text),
    /** The caches of TanStack Query as text. */
    remembered: () =>
      JSON.stringify([
        queryClient.getQueryCache().getAll().map(({ queryKey, state }) => ({ queryKey, state })),
        queryClient.getMutationCache().getAll().map(({ state }) => state)
      ])
  }
}
