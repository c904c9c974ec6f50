/** Keyboard navigation. */
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { assert } from "vitest"
import { inBrowser, it } from "./support/fixture.js"
import { rowOf, shownNames } from "./support/page.js"

/** The focused element by role and name, as in `button "Create key"`. */
const focused = async (page: Page): Promise<string> => {
  const snapshot = await page.locator("*:focus").first().ariaSnapshot()
  return snapshot.replace(/^- /, "").split("\n")[0]!.replace(/:.*$/, "")
}

/** Presses a key until an element has the focus. */
const pressUntil = async (page: Page, key: string, wanted: string): Promise<void> => {
  const seen: Array<string> = []
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key)
    const now = await page.locator("*:focus").count() === 0 ? "nothing" : await focused(page)
    if (now.startsWith(wanted)) return
    seen.push(now)
  }
  assert.fail(`${wanted} was not reached: ${seen.join(", ")}`)
}

inBrowser("a keyboard", () => {
  it("creates a key and deletes it, and the focus returns each time", async ({ fixture }) => {
    const { page, sandbox, url } = fixture
    await page.goto(url)
    await shownNames(page)

    await pressUntil(page, "Tab", "button \"Create key\"")
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "Create key" }).waitFor()
    assert.include(await focused(page), "textbox \"Name\"")
    await page.keyboard.type("By keyboard")
    await page.keyboard.press("Enter")

    const save = page.getByRole("dialog", { name: "Save this key" })
    await save.waitFor()
    await fixture.context.grantPermissions(["clipboard-read", "clipboard-write"])
    await pressUntil(page, "Tab", "button \"Copy\"")
    await page.keyboard.press("Enter")
    await save.getByRole("button", { name: "Copied" }).waitFor()
    await pressUntil(page, "Tab", "button \"Done\"")
    await page.keyboard.press("Enter")
    await save.waitFor({ state: "hidden" })
    assert.include(await focused(page), "button \"Create key\"")

    await pressUntil(page, "Tab", "searchbox \"Filter keys\"")
    await page.keyboard.type("by keyb")
    await rowOf(page, "By keyboard").waitFor()
    await pressUntil(page, "Tab", "button \"By keyboard\"")
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "By keyboard" }).waitFor()
    await pressUntil(page, "Tab", "button \"Delete\"")
    await page.keyboard.press("Enter")
    const remove = page.getByRole("dialog", { name: "Delete key" })
    await remove.waitFor()
    assert.include(await focused(page), "textbox \"Type the name of the key to confirm\"")
    await page.keyboard.type("By keyboard")
    await page.keyboard.press("Enter")
    await remove.waitFor({ state: "hidden" })
    await rowOf(page, "By keyboard").waitFor({ state: "hidden" })
    assert.isFalse((await Effect.runPromise(sandbox.keys)).some(({ name }) => name === "By keyboard"))
    // The element that opened the dialogs was removed; the focus is not at the start of the page.
    assert.notStrictEqual(await page.evaluate(() => document.activeElement?.tagName), "BODY")
  })

  it("closes dialogs with Escape, and restores the focus", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    const [name = ""] = await shownNames(page)
    await pressUntil(page, "Tab", `button "${name}"`)
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog", { name }).waitFor({ state: "hidden" })
    assert.include(await focused(page), `button "${name}"`)

    await pressUntil(page, "Tab", `button "Edit ${name}"`)
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "Edit key" }).waitFor()
    await page.keyboard.press("Escape")
    assert.include(await focused(page), `button "Edit ${name}"`)
  })

  it("stays inside an open dialog", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await shownNames(page)
    await page.getByRole("button", { name: "Create key" }).press("Enter")
    const dialog = page.getByRole("dialog", { name: "Create key" })
    await dialog.waitFor()
    const places = new Set<string>()
    for (let presses = 0; presses < 25; presses++) {
      await page.keyboard.press("Tab")
      places.add(
        await page.evaluate(() => document.activeElement?.closest("dialog, body")?.tagName ?? "nowhere")
      )
      // Between a dialog's last and first field is the browser's own UI, but no field of the page.
      assert.strictEqual(
        await page.locator("body > :not(dialog) *:focus").and(page.locator(":not(dialog *)")).count(),
        0
      )
    }
    assert.isTrue(places.has("DIALOG"))
  })

  it("moves from key to key with the arrows", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    const [first = "", second = ""] = await shownNames(page)
    await page.getByRole("button", { name: first, exact: true }).first().focus()
    await page.keyboard.press("ArrowDown")
    assert.include(await focused(page), `button "${second}"`)
    await page.keyboard.press("ArrowUp")
    assert.include(await focused(page), `button "${first}"`)
  })

  it("skips to the keys", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await shownNames(page)
    await page.keyboard.press("Tab")
    assert.include(await focused(page), "link \"Skip to the keys\"")
    await page.keyboard.press("Enter")
    await pressUntil(page, "Tab", "searchbox \"Filter keys\"")
  })
})
