/** The layout on a phone and on a desktop: long names, toasts and the focus. */
import type { Page } from "playwright-core"
import { assert, describe } from "vitest"
import { type BrowserFixture, inBrowser, it, type Setting } from "./support/fixture.js"
import { rowOf } from "./support/page.js"

const names = [1, 2, 3, 4, 5].map((number) => `Reports development ${number}`)
const long = "Production of the European customer portal, "

const sandbox: Setting["sandbox"] = {
  keys: [
    ...names.map((name, index) => ({ name, limit: 100, usage: 20, usageMonthly: 20 - index })),
    { name: `${long}${long}blue`, usage: 1 },
    { name: `${long}${long}green`, usage: 1 }
  ]
}

const sizes: Readonly<Record<string, Setting["browser"]>> = {
  "on a phone": { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  "on a tablet": { viewport: { width: 820, height: 1180 } },
  "in a small window": { viewport: { width: 1024, height: 700 } },
  "on a desk": { viewport: { width: 1280, height: 800 } }
}

const open = async ({ page, url }: BrowserFixture) => {
  await page.goto(url)
  await rowOf(page, names[0]!).waitFor()
  return page
}

/** Visible controls that a toast covers, such as `Clear filter`. */
const covered = async (page: Page): Promise<ReadonlyArray<string>> => {
  // Toasts are positioned in the next frame.
  await page.evaluate(async () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  return page.evaluate(() => {
    const notices = [...document.querySelectorAll(".toasts li")].map((notice) => notice.getBoundingClientRect())
    return [...document.querySelectorAll("a[href], button, input, select")]
      .filter((control) => control.closest(".toasts") === null)
      .filter((control) => {
        const { bottom, left, right, top } = control.getBoundingClientRect()
        return right - left > 1 &&
          notices.some((notice) =>
            notice.left < right && notice.right > left && notice.top < bottom && notice.bottom > top
          )
      })
      .map((control) => control.getAttribute("aria-label") ?? control.textContent)
  })
}

const focusedIn = async (page: Page): Promise<string> =>
  page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent}`)

describe.each(Object.entries(sizes))("%s", (_, browser) => {
  inBrowser("the page", () => {
    it.scoped({ setting: { sandbox, browser } })

    it("shows the whole name of each key, and each control", async ({ fixture }) => {
      const page = await open(fixture)
      for (const name of [...names, `${long}${long}blue`, `${long}${long}green`]) {
        const shown = await page.getByRole("button", { name, exact: true }).evaluateAll((buttons) =>
          buttons.map((button) => ({
            text: (button as HTMLElement).innerText,
            isWhole: button.scrollWidth <= button.clientWidth && button.scrollHeight <= button.clientHeight + 1
          }))
        )
        assert.isNotEmpty(shown)
        for (const part of shown) assert.deepStrictEqual(part, { text: name, isWhole: true })
      }
      const width = page.viewportSize()?.width ?? 0
      for (const action of ["Edit", "Disable"]) {
        const box = await page.getByRole("button", { name: `${action} ${names[0]}` }).boundingBox()
        assert(box !== null)
        assert.isAtMost(box.x + box.width, width)
      }
      assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0)
    })

    it("covers no control by a toast and keeps the focus when a key leaves the table", async ({ fixture }) => {
      const page = await open(fixture)
      for (const [index, name] of names.slice(0, 2).entries()) {
        await page.getByRole("button", { name: `Disable ${name}` }).press("Enter")
        await page.getByText(`Key disabled: ${name}`).waitFor()
        await rowOf(page, name).waitFor({ state: "detached" })
        assert.strictEqual(await focusedIn(page), `BUTTON ${names[index + 1]}`)
        assert.deepStrictEqual(await covered(page), [])
        // Two clicks in a row are taken for a double click.
        await page.waitForTimeout(600)
      }
    })

    it("does not cover Clear filter by a toast", async ({ fixture }) => {
      const page = await open(fixture)
      const [, , name = ""] = names
      await page.getByRole("searchbox", { name: "Filter keys" }).fill(name)
      await rowOf(page, names[0]!).waitFor({ state: "detached" })
      await page.getByRole("button", { name: `Disable ${name}` }).click()
      await page.getByText("No key matches").waitFor()
      await page.getByText(`Key disabled: ${name}`).waitFor()
      assert.deepStrictEqual(await covered(page), [])
      await page.getByRole("button", { name: "Clear filter" }).click({ timeout: 5_000 })
      await rowOf(page, names[0]!).waitFor()
      assert.notMatch(await focusedIn(page), /^BODY/)
      assert.deepStrictEqual(await covered(page), [])
    })

    it("covers no control of a key's details by a toast", async ({ fixture }) => {
      const page = await open(fixture)
      await rowOf(page, names[0]!).getByRole("button", { name: names[0]!, exact: true }).click()
      const details = page.getByRole("dialog", { name: names[0]! })
      await details.getByRole("button", { name: "Disable" }).click()
      await details.getByText(`Key disabled: ${names[0]}`).waitFor()
      const button = details.getByRole("button", { name: "Copy hash" })
      await button.scrollIntoViewIfNeeded()
      await covered(page)
      const notice = await details.locator(".toasts li").boundingBox()
      for (const control of await details.locator(".dialog-body button").all()) {
        const box = await control.boundingBox()
        if (box === null || notice === null) continue
        const [x, y] = [Math.max(box.x, notice.x), Math.max(box.y, notice.y)]
        const isCovered = x < Math.min(box.x + box.width, notice.x + notice.width) &&
          y < Math.min(box.y + box.height, notice.y + notice.height)
        assert.isFalse(isCovered, await control.innerText())
      }
      await page.keyboard.press("Escape")
      await details.waitFor({ state: "detached" })
      assert.strictEqual(await focusedIn(page), `BUTTON ${names[1]}`)
    })

    it("keeps the focus in the dialog after Go back", async ({ fixture }) => {
      const page = await open(fixture)
      await page.getByRole("button", { name: "Create key" }).click()
      const create = page.getByRole("dialog", { name: "Create key" })
      await create.getByRole("textbox", { name: "Name", exact: true }).fill("New")
      await create.getByRole("textbox", { name: "Limit in USD" }).fill("1,50")
      await create.getByRole("button", { name: "Create key" }).click()
      await create.getByText("Use a point: 1.50").waitFor()
      await create.getByRole("textbox", { name: "Limit in USD" }).fill("1.50")
      await create.getByRole("button", { name: "Create key" }).click()
      const save = page.getByRole("dialog", { name: "Save this key" })
      await save.getByRole("button", { name: "Done" }).press("Enter")
      await save.getByRole("button", { name: "Go back" }).press("Enter")
      assert.strictEqual(await focusedIn(page), "BUTTON Copy")
      await save.getByRole("button", { name: "Done" }).press("Enter")
      await save.getByRole("button", { name: "Close anyway" }).press("Enter")
      await save.waitFor({ state: "detached" })
      assert.match(await focusedIn(page), /^BUTTON .*Create key/)
      await page.getByText("Key created: New").waitFor()
      assert.deepStrictEqual(await covered(page), [])
    })
  })
})

inBrowser("a dashboard that cannot reach the service", () => {
  it.scoped({ setting: { sandbox, isFaulty: true } })

  it("shows that nothing was sent, and can retry", async ({ fixture }) => {
    const page = await open(fixture)
    let posts = 0
    const status = 503
    const message = "The service could not be reached; nothing was sent"
    await page.route("**/api/v1/keys", async (route) => {
      if (route.request().method() !== "POST" || posts++ > 0) return route.continue()
      return route.fulfill({
        status,
        headers: { "x-openrouter-keys-outcome": "not-sent" },
        json: { error: { code: status, message } }
      })
    })
    await page.getByRole("button", { name: "Create key" }).click()
    const create = page.getByRole("dialog", { name: "Create key" })
    await create.getByRole("textbox", { name: "Name", exact: true }).fill("New")
    await create.getByRole("button", { name: "Create key" }).click()
    const alert = create.getByRole("alert")
    await alert.getByText("Nothing was sent, so nothing was changed.").waitFor()
    assert.strictEqual(await alert.getByRole("button", { name: "Refresh list" }).count(), 0)
    await create.getByRole("button", { name: "Try again" }).click()
    await page.getByRole("dialog", { name: "Save this key" }).waitFor()
    assert.strictEqual(posts, 2)
  })
})
