/** Chromium as it is installed: the suite is a page. A page on the sandbox's own origin. */
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import process from "node:process"
import { type Browser, chromium as playwright } from "playwright-core"
import type { Place } from "../smoke/scenario.js"
import type { Finding } from "../smoke/suite.js"
import { bundle } from "./bundle.js"
import type { Runtime, Source } from "./runtime.js"

/** Without what Chromium would fetch from elsewhere by itself. */
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

/** A page in which the suite is. */
interface Smoking {
  readonly smoke: (place: Place) => Promise<ReadonlyArray<Finding>>
}

const smokeIn = (executablePath: string): Runtime["smoke"] => async ({ place, project }) => {
  const script = await readFile(await bundle(project, "page", []), "utf8")
  return inBrowser(executablePath, async (browser) => {
    const page = await browser.newPage()
    const address = new URL("/smoke.html", place.url).href
    await page.route(address, async (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }))
    await page.goto(address)
    await page.addScriptTag({ type: "module", content: script })
    return page.evaluate(async (place) => (globalThis as unknown as Smoking).smoke(place), place)
  })
}

export const chromium: Source = {
  name: "Chromium",
  packages: {},
  open: async () => {
    const path = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium"
    if (!existsSync(path)) throw new Error(`there is no ${path}: install Chromium, or set CHROMIUM_PATH`)
    return { version: await inBrowser(path, async (browser) => browser.version()), smoke: smokeIn(path) }
  }
}
