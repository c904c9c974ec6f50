/** Runs the suite in the installed Chromium, on a page with the origin of the sandbox. */
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import process from "node:process"
import { type Browser, chromium as playwright } from "playwright-core"
import type { TestServer } from "../smoke/scenario.js"
import type { ScenarioResult } from "../smoke/suite.js"
import { bundle } from "./bundle.js"
import type { Runtime, Source } from "./runtime.js"

/** Disables Chromium's own network requests. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

const inBrowser = async <A>(executablePath: string, use: (browser: Browser) => Promise<A>): Promise<A> => {
  const browser = await playwright.launch({ executablePath, args })
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}

/** The globals of the page. */
interface Smoking {
  readonly smoke: (server: TestServer) => Promise<ReadonlyArray<ScenarioResult>>
}

const smokeIn = (executablePath: string): Runtime["smoke"] => async ({ server, project }) => {
  const script = await readFile(await bundle(project, "page", []), "utf8")
  return inBrowser(executablePath, async (browser) => {
    const page = await browser.newPage()
    const address = new URL("/smoke.html", server.url).href
    await page.route(address, async (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }))
    await page.goto(address)
    await page.addScriptTag({ type: "module", content: script })
    return page.evaluate(async (server) => (globalThis as unknown as Smoking).smoke(server), server)
  })
}

export const chromium: Source = {
  name: "Chromium",
  packages: {},
  open: async () => {
    const path = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium"
    if (!existsSync(path)) throw new Error(`${path} does not exist: install Chromium, or set CHROMIUM_PATH`)
    return { version: await inBrowser(path, async (browser) => browser.version()), smoke: smokeIn(path) }
  }
}
