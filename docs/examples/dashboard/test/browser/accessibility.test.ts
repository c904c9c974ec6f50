/** Runs axe on the states of the page, in light and dark. */
import axe from "axe-core"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { assert, describe } from "vitest"
import { type BrowserFixture, inBrowser, it } from "./support/fixture.js"
import { rowOf, shownNames } from "./support/page.js"

/** Serious findings, such as `color-contrast: .muted`. */
const findings = async (page: Page): Promise<ReadonlyArray<string>> => {
  // Elements that fade in have too little contrast.
  await page.evaluate(async () =>
    Promise.all(document.getAnimations().map(async ({ finished }) => finished.catch(() => {})))
  )
  await page.evaluate(axe.source)
  const { passes, violations } = await page.evaluate(async () =>
    (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] })
  )
  assert.isAbove(passes.length, 10)
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`))
}

/** Functions that open the states. */
const states: Readonly<Record<string, (fixture: BrowserFixture) => Promise<void>>> = {
  "the list": async ({ page }) => {
    await page.getByRole("switch", { name: "Show disabled" }).check()
  },
  "a filter that finds nothing": async ({ page }) => {
    await page.getByRole("searchbox", { name: "Filter keys" }).fill("no such key")
    await page.getByRole("button", { name: /^Edit / }).first().waitFor({ state: "detached" })
  },
  "the form of a new key, with mistakes": async ({ page }) => {
    await page.getByRole("button", { name: "Create key" }).click()
    const dialog = page.getByRole("dialog", { name: "Create key" })
    await dialog.getByText("More options").click()
    await dialog.getByRole("button", { name: "Create key" }).click()
    await dialog.locator("[aria-invalid=true]").first().waitFor()
  },
  "a new key's secret": async ({ page }) => {
    await page.getByRole("button", { name: "Create key" }).click()
    const dialog = page.getByRole("dialog", { name: "Create key" })
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Accessible")
    await dialog.getByRole("button", { name: "Create key" }).click()
    await page.getByRole("dialog", { name: "Save this key" }).getByRole("button", { name: "Done" }).click()
  },
  "a key's details": async ({ page }) => {
    const [name = ""] = await shownNames(page)
    await page.getByRole("button", { name, exact: true }).first().click()
    await page.getByRole("dialog", { name }).waitFor()
  },
  "a key's form": async ({ page }) => {
    await page.getByRole("button", { name: /^Edit / }).first().click()
    await page.getByRole("dialog", { name: "Edit key" }).waitFor()
  },
  "a deletion": async ({ page }) => {
    const [name = ""] = await shownNames(page)
    await page.getByRole("button", { name, exact: true }).first().click()
    await page.getByRole("dialog", { name }).getByRole("button", { name: "Delete" }).click()
    await page.getByRole("dialog", { name: "Delete key" }).waitFor()
  },
  "a list that could not be refreshed": async ({ page, sandbox }) => {
    await Effect.runPromise(sandbox.fail({ operation: "list", status: 401, times: Infinity }))
    await page.getByRole("button", { name: "Refresh", exact: true }).click()
    await page.getByRole("alert").first().waitFor()
  }
}

inBrowser("axe finds nothing serious in light and dark:", () => {
  describe("", () => {
    it.scoped({ setting: { sandbox: { keys: 12, seed: "axe" }, isFaulty: true } })

    it.for(Object.keys(states))("%s", async (state, { fixture }) => {
      const { page, url } = fixture
      await page.goto(url)
      await rowOf(page, "Checkout production 1").waitFor()
      await states[state]!(fixture)
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme })
        assert.deepStrictEqual(await findings(page), [], colorScheme)
      }
    })
  })

  describe("", () => {
    const browser = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    it.scoped({ setting: { sandbox: { keys: 12, seed: "axe" }, browser } })

    it("the list on a phone, which does not scroll sideways", async ({ fixture: { page, url } }) => {
      await page.goto(url)
      await rowOf(page, "Checkout production 1").waitFor()
      assert.deepStrictEqual(await findings(page), [])
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.isAtMost(tooWide, 0)
    })
  })

  it("and detects a problem", async ({ fixture: { page, url } }) => {
    await page.goto(url)
    await page.evaluate(() => document.body.append(document.createElement("button")))
    assert.include((await findings(page)).join(), "button-name")
  })
})
