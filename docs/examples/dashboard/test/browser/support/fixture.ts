/**
 * A page in a real browser with the real server and a sandbox, and a recorder of everything that it does.
 */
import { Sandbox } from "@openrouter-keys/sandbox"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { assert, describe, inject, test } from "vitest"
import { serve, type ServerOptions } from "../../../src/server.js"
import { type PageRecorder, recordPage } from "./recorder.js"

/** The fixture of a test. */
export interface BrowserFixture {
  readonly page: Page
  readonly context: BrowserContext
  readonly url: string
  readonly sandbox: Sandbox.Service
  readonly recorder: PageRecorder
}

/** Settings of a fixture. */
export interface Setting {
  /** The sandbox. The same seed gives the same keys. */
  readonly sandbox: Sandbox.Options
  /** The mode of the server. */
  readonly mode: ServerOptions["mode"]
  readonly browser: BrowserContextOptions
  /** Whether requests fail on purpose, so that the browser logs them on the console. */
  readonly isFaulty: boolean
}

class Address extends Context.Tag("Address")<Address, string>() {}

const server = (mode: ServerOptions["mode"]) =>
  Layer.scoped(
    Address,
    Effect.flatMap(Sandbox, ({ managementKey, url }) =>
      serve({
        mode,
        apiKey: Redacted.make(managementKey),
        serverURL: url,
        directory: inject("directory"),
        port: 0
      }))
  )

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

const withFixture = async (
  browser: Browser,
  setting: Setting,
  use: (fixture: BrowserFixture) => Promise<void>
): Promise<void> => {
  const runtime = ManagedRuntime.make(Layer.provideMerge(server(setting.mode), Sandbox.layer(setting.sandbox)))
  const context = await browser.newContext({
    locale: "en-US",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    ...setting.browser
  })
  try {
    const [url, sandbox] = await runtime.runPromise(Effect.all([Address, Sandbox]))
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const recorder = await recordPage(page, url)
    await use({ page, context, url, sandbox, recorder })
    assert.deepStrictEqual(recorder.consoleErrors(setting.isFaulty), [])
    await recorder.assertNeverExposed(sandbox.managementKey)
  } finally {
    await context.close()
    await runtime.dispose()
  }
}

interface Fixtures {
  readonly setting: Partial<Setting>
  readonly fixture: BrowserFixture
  readonly browser: Browser
}

/** A test with its own fixture. Afterwards, the console must be empty and the management key nowhere exposed. */
export const it = test.extend<Fixtures>({
  setting: {},
  browser: [
    // oxlint-disable-next-line eslint/no-empty-pattern
    async ({}, use) => {
      const browser = await chromium.launch({ executablePath: inject("chromium"), args })
      await use(browser)
      await browser.close()
    },
    { scope: "file" }
  ],
  fixture: async ({ browser, setting }, use) => {
    await withFixture(browser, {
      sandbox: { keys: 40, seed: "stage" },
      mode: "sandbox",
      browser: {},
      isFaulty: false,
      ...setting
    }, use)
  }
})

/** Tests in a browser. Without one they are skipped, which the report says. */
export const inBrowser = (name: string, tests: () => void): void => {
  const isThere = inject("chromium") !== ""
  describe.runIf(isThere)(isThere ? name : `${name} (skipped: there is no Chromium)`, tests)
}
