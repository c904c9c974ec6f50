/** The requests and scripts of the page, and that the recorder detects others. */
import { assert } from "vitest"
import { inBrowser, it } from "./support/fixture.js"
import { rowOf } from "./support/page.js"

inBrowser("the page", () => {
  it("sends requests only to its own server", async ({ fixture: { page, url } }) => {
    const asked = new Set<string>()
    page.on("request", (request) => asked.add(new URL(request.url()).origin))
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    assert.deepStrictEqual([...asked], [new URL(url).origin])
  })

  it("runs no injected code", async ({ fixture: { page, url, recorder } }) => {
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    const ran = await page.evaluate(() => {
      const script = document.createElement("script")
      script.textContent = "globalThis.ran = true"
      document.body.append(script)
      return "ran" in globalThis
    })
    assert.isFalse(ran)
    await page.waitForTimeout(50)
    const violations = recorder.consoleErrors(false)
    assert.include(violations.join(), "script-src")
    recorder.clearErrors()
  })

  it("shows names with markup as text", async ({ fixture }) => {
    const { page, url } = fixture
    const name = "<img src=x onerror=alert(1)> & \"quotes\""
    await page.goto(url)
    await page.getByRole("button", { name: "Create key" }).click()
    const dialog = page.getByRole("dialog", { name: "Create key" })
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name)
    await dialog.getByRole("button", { name: "Create key" }).click()
    const save = page.getByRole("dialog", { name: "Save this key" })
    await save.getByRole("button", { name: "Done" }).click()
    await save.getByRole("button", { name: "Close anyway" }).click()
    await rowOf(page, name).waitFor()
  })

  it("sends its server no cookie and no key, only a placeholder", async ({ fixture: { page, url } }) => {
    const bearers = new Set<string | undefined>()
    page.on("request", (request) => {
      if (request.url().includes("/api/v1/")) bearers.add(request.headers()["authorization"])
    })
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    assert.deepStrictEqual([...bearers], ["Bearer none"])
    assert.deepStrictEqual(await page.context().cookies(), [])
  })
})
