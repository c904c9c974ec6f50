/** The lifecycle of a key on the page. */
import type { ApiKey } from "@openrouter-keys/core"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { type BrowserFixture, inBrowser, it } from "./support/fixture.js"
import { rowOf, shownNames } from "./support/page.js"
import { heapOf } from "./support/recorder.js"

const keysNow = async ({ sandbox }: BrowserFixture): Promise<ReadonlyArray<ApiKey>> => Effect.runPromise(sandbox.keys)

const keyNow = async (fixture: BrowserFixture, name: string): Promise<ApiKey | undefined> =>
  (await keysNow(fixture)).find((key) => key.name === name)

/** Creates a key with a name only, until its secret is shown. */
const createKey = async ({ page }: BrowserFixture, name: string): Promise<string> => {
  await page.getByRole("button", { name: "Create key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create key" })
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name)
  await dialog.getByRole("button", { name: "Create key" }).click()
  return page.getByRole("dialog", { name: "Save this key" }).getByRole("textbox", { name: "New key" }).inputValue()
}

inBrowser("a person", () => {
  it("creates a key, sees its secret once, finds it, changes it, disables it and deletes it", async ({ fixture }) => {
    const { page, url, recorder } = fixture
    await page.goto(url)

    await page.getByRole("button", { name: "Create key" }).click()
    const create = page.getByRole("dialog", { name: "Create key" })
    await create.getByRole("textbox", { name: "Name", exact: true }).fill("Journey")
    await create.getByRole("textbox", { name: "Limit in USD" }).fill("12.5")
    await create.getByRole("combobox", { name: "Resets" }).selectOption("Monthly")
    await create.getByLabel("Expires").fill("2099-01-02T03:04")
    await create.getByRole("button", { name: "Create key" }).click()

    const save = page.getByRole("dialog", { name: "Save this key" })
    const secret = await save.getByRole("textbox", { name: "New key" }).inputValue()
    assert.match(secret, /^sk-or-v1-[0-9a-f]{64}$/)
    await fixture.context.grantPermissions(["clipboard-read", "clipboard-write"])
    await save.getByRole("button", { name: "Copy" }).click()
    await save.getByRole("button", { name: "Copied" }).waitFor()
    assert.strictEqual(await page.evaluate(async () => navigator.clipboard.readText()), secret)
    await save.getByRole("button", { name: "Done" }).click()
    await save.waitFor({ state: "hidden" })
    await recorder.assertGone(secret)
    assert.deepStrictEqual(recorder.responsesWith(secret), ["POST /api/v1/keys"])
    const created = await keyNow(fixture, "Journey")
    assert.strictEqual(created?.limit, 12.5)
    assert.strictEqual(created?.limitReset, "monthly")
    assert.match(created?.expiresAt ?? "", /^2099-01-02T03:04:00/)

    await page.getByRole("searchbox", { name: "Filter keys" }).fill("journ")
    await page.getByText("Key created").waitFor()
    await rowOf(page, "Journey").waitFor()
    assert.deepStrictEqual(await shownNames(page), ["Journey"])

    await rowOf(page, "Journey").getByRole("button", { name: "Edit Journey" }).click()
    const edit = page.getByRole("dialog", { name: "Edit key" })
    assert.strictEqual(await edit.getByRole("textbox", { name: "Limit in USD" }).inputValue(), "12.5")
    await edit.getByRole("textbox", { name: "Limit in USD" }).fill("20")
    await edit.getByRole("textbox", { name: "Name", exact: true }).fill("Journey's end")
    await edit.getByRole("button", { name: "Save changes" }).click()
    await edit.waitFor({ state: "hidden" })
    await rowOf(page, "Journey's end").getByText("$20").first().waitFor()
    assert.strictEqual((await keyNow(fixture, "Journey's end"))?.limit, 20)

    await rowOf(page, "Journey's end").getByRole("button", { name: "Disable Journey's end" }).click()
    await page.getByText("Key disabled").waitFor()
    assert.isTrue((await keyNow(fixture, "Journey's end"))?.disabled)
    await page.getByRole("switch", { name: "Show disabled" }).check()
    await rowOf(page, "Journey's end").getByText("Disabled").waitFor()

    await page.getByRole("button", { name: "Journey's end", exact: true }).click()
    await page.getByRole("dialog", { name: "Journey's end" }).getByRole("button", { name: "Delete" }).click()
    const remove = page.getByRole("dialog", { name: "Delete key" })
    const really = remove.getByRole("button", { name: "Delete key" })
    await remove.getByRole("textbox", { name: "Type the name of the key to confirm" }).fill("Journey")
    assert.isTrue(await really.isDisabled())
    await remove.getByRole("textbox", { name: "Type the name of the key to confirm" }).fill("Journey's end")
    await really.click()
    await page.getByText("Key deleted").waitFor()
    await rowOf(page, "Journey's end").waitFor({ state: "hidden" })
    assert.isUndefined(await keyNow(fixture, "Journey's end"))

    await page.reload()
    await rowOf(page, "Checkout production 1").waitFor()
    await recorder.assertGone(secret)
  })

  it("asks for confirmation before a secret is lost that was not copied", async ({ fixture }) => {
    const { page, url, recorder } = fixture
    await page.goto(url)
    const secret = await createKey(fixture, "Careless")
    const save = page.getByRole("dialog", { name: "Save this key" })

    await save.getByRole("button", { name: "Done" }).click()
    await save.getByRole("alert").getByText("You have not copied the key").waitFor()
    await save.getByRole("button", { name: "Go back" }).click()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    assert.strictEqual(await save.getByRole("textbox", { name: "New key" }).inputValue(), secret)

    if (await save.getByRole("alert").isHidden()) await save.getByRole("button", { name: "Done" }).click()
    await save.getByRole("button", { name: "Close anyway" }).click()
    await save.waitFor({ state: "hidden" })
    await recorder.assertGone(secret)
  })

  // Each snapshot of the heap takes seconds.
  it("leaves nothing of a secret in the page's memory", { timeout: 240_000 }, async ({ fixture }) => {
    const { context, page, url } = fixture
    await page.goto(url)
    const secret = await createKey(fixture, "Forgotten")
    assert.isTrue((await heapOf(page)).includes(secret))
    const save = page.getByRole("dialog", { name: "Save this key" })
    await context.grantPermissions(["clipboard-read", "clipboard-write"])
    await save.getByRole("button", { name: "Copy" }).click()
    await save.getByRole("button", { name: "Copied" }).waitFor()
    await save.getByRole("button", { name: "Done" }).click()
    await save.waitFor({ state: "hidden" })
    await rowOf(page, "Forgotten").waitFor()
    // What a busy browser still holds for a moment, such as a message on its way, is not kept.
    let isThere = true
    for (let tries = 0; isThere && tries < 10; tries++) {
      isThere = (await heapOf(page)).includes(secret)
      if (isThere) await page.waitForTimeout(500)
    }
    assert.isFalse(isThere)
  })

  it("undoes a change", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    const [name = ""] = await shownNames(page)
    await rowOf(page, name).getByRole("button", { name: `Disable ${name}` }).click()
    await page.getByRole("button", { name: "Undo" }).click()
    await page.getByText("Key enabled").waitFor()
    assert.isFalse((await keyNow(fixture, name))?.disabled)
  })

  it("shows errors at the fields, and sends nothing", async ({ fixture }) => {
    const { page, sandbox, url } = fixture
    await page.goto(url)
    await page.getByRole("button", { name: "Create key" }).click()
    const create = page.getByRole("dialog", { name: "Create key" })
    const limit = create.getByRole("textbox", { name: "Limit in USD" })
    await limit.fill("-5")
    await create.getByRole("button", { name: "Create key" }).click()
    for (const field of [limit, create.getByRole("textbox", { name: "Name", exact: true })]) {
      assert.strictEqual(await field.getAttribute("aria-invalid"), "true")
    }
    const calls = await Effect.runPromise(sandbox.calls)
    assert.notInclude(calls.map(({ operation }) => operation), "create")
  })

  it("sorts and filters", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click()
    const sorted = await shownNames(page)
    const collator = new Intl.Collator("en", { numeric: true })
    assert.deepStrictEqual(sorted, [...sorted].sort(collator.compare))
    assert.strictEqual(await page.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort"), "ascending")

    await page.getByRole("combobox", { name: "State" }).selectOption("Disabled")
    const disabled = (await keysNow(fixture)).filter((key) => key.disabled).map(({ name }) => name)
    await rowOf(page, disabled[0]!).waitFor()
    assert.deepStrictEqual(await shownNames(page), [...disabled].sort(collator.compare))
  })

  it("shows the usage and the top spenders", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    const keys = await keysNow(fixture)
    const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" })
    const total = (period: "usageDaily" | "usageMonthly" | "usageWeekly") =>
      dollars.format(keys.reduce((sum, key) => sum + key[period] + key[`byokU${period.slice(1) as "sageDaily"}`], 0))
    const usage = page.getByRole("region", { name: "Usage" })
    for (const period of ["usageDaily", "usageWeekly", "usageMonthly"] as const) {
      await usage.getByText(total(period)).waitFor()
    }

    const chart = page.getByRole("figure", { name: "Top spenders" })
    await page.getByRole("radiogroup", { name: "Period" }).getByRole("radio", { name: "All time" }).check()
    const most = keys.reduce((a, b) => a.usage + a.byokUsage >= b.usage + b.byokUsage ? a : b)
    await chart.getByRole("listitem").first().getByRole("button", { name: most.name }).waitFor()
  })

  it("keeps the theme that was chosen", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    const background = async () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await background()
    await page.getByRole("radiogroup", { name: "Theme" }).getByRole("radio", { name: "Dark" }).check()
    const dark = await background()
    assert.notStrictEqual(dark, light)
    await page.reload()
    assert.strictEqual(await background(), dark)
  })

  it("undoes a change of a key with a very long name", async ({ fixture: { page, url } }) => {
    const name = "W".repeat(256)
    await page.goto(url)
    const dialog = page.getByRole("dialog")
    await page.getByRole("button", { name: "Create key" }).click()
    await dialog.getByLabel("Name").fill(name)
    await dialog.getByRole("button", { name: "Create key" }).click()
    await dialog.getByRole("button", { name: "Copy" }).click()
    await dialog.getByRole("button", { name: "Done" }).click()
    await rowOf(page, name).getByRole("button", { name: `Disable ${name}` }).click()
    // It must be visible to be clicked.
    await page.getByRole("button", { name: "Undo" }).click({ timeout: 5_000 })
    await page.getByText("Key enabled").waitFor()
  })

  it("shows that it is a sandbox", async ({ fixture: { page, url } }) => {
    await page.goto(url)
    await page.getByRole("banner").getByText("Sandbox", { exact: true }).waitFor()
  })
})

inBrowser("a person on the real service", () => {
  it.scoped({ setting: { mode: "live" } })

  it("shows that it is live, and the service", async ({ fixture: { page, sandbox, url } }) => {
    await page.goto(url)
    const badge = page.getByRole("banner").getByTitle(new URL(sandbox.url).origin)
    await badge.getByText("Changes are real").waitFor()
    assert.match(await badge.innerText(), /^Live/)
  })
})
