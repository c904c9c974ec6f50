/** Builds and serves the Next.js recipe, and opens it in a browser. */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { chromium } from "playwright-core"
import { freePort } from "./sandbox.js"
import { run } from "./shell.js"
import { assert, equal, received, type TestServer } from "./smoke/scenario.js"

const environment = ({ managementKey, url }: TestServer) => ({
  NEXT_TELEMETRY_DISABLED: "1",
  OPENROUTER_API_KEY: managementKey,
  OPENROUTER_BASE_URL: url
})

const isUp = async (url: string): Promise<boolean> => fetch(url).then(() => true, () => false)

/** Runs `use` with the built app, then stops the app. */
const served = async <A>(project: string, server: TestServer, use: (url: string) => Promise<A>): Promise<A> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const app = spawn(process.execPath, [join(project, "node_modules/next/dist/bin/next"), "start", "-p", `${port}`], {
    cwd: project,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...environment(server) }
  })
  try {
    for (let attempt = 0; !await isUp(url); attempt++) {
      assert(attempt < 600 && app.exitCode === null, "the app is served")
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    return await use(url)
  } finally {
    app.kill()
  }
}

const textOf = async (url: string): Promise<string> => {
  const response = await fetch(url)
  equal(response.status, 200, url)
  return response.text()
}

const issue = async (url: string, customer: string): Promise<string> => {
  const response = await fetch(`${url}/api/customers`, { method: "POST", body: JSON.stringify({ customer }) })
  equal(response.status, 201, "status of a created key")
  equal(response.headers.get("cache-control"), "no-store", "caching of a created key")
  return ((await response.json()) as { readonly key: string }).key
}

/** In a browser, the page shows the list that the server read, and reads it again only on "Refresh". */
const hydrates = async (url: string, server: TestServer): Promise<void> => {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium"
  assert(existsSync(executablePath), `there is a browser at ${executablePath}`)
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  try {
    const page = await browser.newPage()
    const errors: Array<string> = []
    page.on("pageerror", (error) => errors.push(error.message))
    const before = await received(server, "list")
    await page.goto(url)
    await page.getByText("Grace").waitFor()
    await page.waitForLoadState("networkidle")
    equal(await received(server, "list") - before, 1, "times that the list was read for a page")
    await issue(url, "Barbara")
    await page.getByRole("button", { name: "Refresh" }).click()
    await page.getByText("Barbara").waitFor()
    equal(errors, [], "errors of the page")
  } finally {
    await browser.close()
  }
}

/** `next build` reads no keys, so the built app contains none: each visitor gets the current list. */
export const checkNext = async (project: string, server: TestServer): Promise<void> => {
  await run(process.execPath, [join(project, "node_modules/next/dist/bin/next"), "build"], {
    cwd: project,
    env: environment(server),
    timeout: 900_000
  })
  await served(project, server, async (url) => {
    for (const path of ["/", "/total"]) await textOf(`${url}${path}`)
    assert((await textOf(`${url}/total`)).includes("100 keys"), "the server component shows the number of keys")
    const key = await issue(url, "Grace")
    const page = await textOf(url)
    assert(page.includes("<li>Grace</li>"), "a key that was created after the build is on the page")
    assert(!page.includes(key) && !page.includes(server.managementKey), "no secret is on the page")
    await hydrates(url, server)
  })
}
