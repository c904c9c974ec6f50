// Pictures of the page for README.md and docs, from the page itself: the same keys at the same time of day each time.
// Run by `npm run screenshots`, which builds everything first.
import { Sandbox } from "@openrouter-keys/sandbox"
import { Clock, Effect, Redacted } from "effect"
import { mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { chromium } from "playwright-core"
import { serve } from "./dist/server/server.js"

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

const now = Date.UTC(2026, 4, 20, 15, 30)

const clock = Object.assign(Object.create(Clock.make()), {
  currentTimeMillis: Effect.succeed(now),
  unsafeCurrentTimeMillis: () => now
})

const desktop = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

const pictures = {
  "dashboard-light": { ...desktop, colorScheme: "light" },
  "dashboard-dark": { ...desktop, colorScheme: "dark" },
  "dashboard-phone": { ...phone, colorScheme: "light" }
}

const take = async (browser, url, [name, options]) => {
  const context = await browser.newContext({ ...options, locale: "en-US", timezoneId: "UTC", reducedMotion: "reduce" })
  const page = await context.newPage()
  await page.clock.setFixedTime(now)
  await page.goto(url)
  await page.getByRole("row").filter({ hasText: "Checkout production 1" }).first().waitFor()
  await page.getByText("214 keys of 250").waitFor()
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: path(`../../images/${name}.png`), animations: "disabled", caret: "hide" })
  await context.close()
}

const takeAll = async (url) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
  })
  try {
    mkdirSync(path("../../images"), { recursive: true })
    for (const picture of Object.entries(pictures)) await take(browser, url, picture)
  } finally {
    await browser.close()
  }
}

await Effect.gen(function*() {
  const { managementKey, url: serverURL } = yield* Sandbox
  const apiKey = Redacted.make(managementKey)
  const url = yield* serve({ mode: "sandbox", apiKey, serverURL, directory: path("dist/app"), port: 0 })
  yield* Effect.promise(() => takeAll(url))
}).pipe(
  Effect.scoped,
  Effect.provide(Sandbox.layer({ keys: 250, seed: "dashboard" })),
  Effect.withClock(clock),
  Effect.runPromise
)
