/** Errors on the page: their text, their outcome, and how to recover. */
import type { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Effect from "effect/Effect"
import { assert, describe } from "vitest"
import { type BrowserFixture, inBrowser, it } from "./support/fixture.js"
import { rowOf, shownNames } from "./support/page.js"

const fail = async ({ sandbox }: BrowserFixture, fault: FakeOpenRouter.Fault): Promise<void> =>
  Effect.runPromise(sandbox.fail(fault))

const count = async ({ sandbox }: BrowserFixture, operation: FakeOpenRouter.Operation): Promise<number> =>
  (await Effect.runPromise(sandbox.calls)).filter((call) => call.operation === operation).length

/** Opens the form and submits it. */
const create = async ({ page }: BrowserFixture, name: string) => {
  await page.getByRole("button", { name: "Create key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create key" })
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name)
  await dialog.getByRole("button", { name: "Create key" }).click()
  return dialog
}

inBrowser("a service that fails", () => {
  it.scoped({ setting: { isFaulty: true } })

  it("fails to list: the page shows the error, and a button retries", async ({ fixture }) => {
    const { page, url } = fixture
    await fail(fixture, { operation: "list", status: 500, times: Infinity })
    await page.clock.install()
    await page.goto(url)
    // Waits for the client's retries.
    const alert = page.getByRole("alert").filter({ hasText: "The keys could not be loaded" })
    for (let tries = 0; tries < 40 && await alert.isHidden(); tries++) {
      await page.clock.fastForward(2_000)
      await page.waitForTimeout(50)
    }
    await alert.waitFor()
    assert.strictEqual(await count(fixture, "list"), 4)

    await Effect.runPromise(fixture.sandbox.clearFaults)
    await alert.getByRole("button", { name: "Try again" }).click()
    await rowOf(page, "Checkout production 1").waitFor()
    assert.isTrue(await alert.isHidden())
  })

  it("fails to refresh: the old list stays with its age", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    await fail(fixture, { operation: "list", status: 401, times: Infinity })
    await page.getByRole("button", { name: "Refresh", exact: true }).click()
    await page.getByRole("alert").filter({ hasText: "The list could not be refreshed" }).waitFor()
    assert.isTrue(await rowOf(page, "Checkout production 1").isVisible())
  })

  it("rejects the management key", async ({ fixture }) => {
    const { page, url } = fixture
    await fail(fixture, { status: 401, times: Infinity })
    await page.goto(url)
    await page.getByRole("alert").filter({ hasText: "OpenRouter rejected the management key" }).first().waitFor()
  })

  it("loses the response to a create: the page shows that the key may exist, and sends it once", async ({ fixture }) => {
    const { page, sandbox, url } = fixture
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    await fail(fixture, { operation: "create", drop: "after" })
    const dialog = await create(fixture, "Perhaps")
    const alert = dialog.getByRole("alert").filter({ hasText: "may have been created" })
    await alert.waitFor()
    assert.strictEqual(await count(fixture, "create"), 1)

    // It was created, and the list shows it.
    await alert.getByRole("button", { name: "Refresh list" }).click()
    await rowOf(page, "Perhaps").waitFor()
    assert.lengthOf((await Effect.runPromise(sandbox.keys)).filter(({ name }) => name === "Perhaps"), 1)
  })

  it("rejects a create: the page shows that nothing was created, and keeps the input", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await fail(fixture, { operation: "create", status: 403 })
    const dialog = await create(fixture, "Never")
    await dialog.getByRole("alert").filter({ hasText: "The key was not created" }).waitFor()
    assert.strictEqual(await dialog.getByRole("textbox", { name: "Name", exact: true }).inputValue(), "Never")
    await dialog.getByRole("button", { name: "Try again" }).click()
    await page.getByRole("dialog", { name: "Save this key" }).waitFor()
    assert.strictEqual(await count(fixture, "create"), 2)
  })

  it("truncates the response after the secret: the secret is shown nevertheless", async ({ fixture }) => {
    const { page, url, recorder } = fixture
    await page.goto(url)
    const secret = `sk-or-v1-${"5ec2e7".repeat(10)}0123`
    await fail(fixture, { operation: "create", status: 201, body: { key: secret, data: "not as it should be" } })
    await create(fixture, "Odd")
    const save = page.getByRole("dialog", { name: "Save this key" })
    assert.strictEqual(await save.getByRole("textbox", { name: "New key" }).inputValue(), secret)
    await save.getByRole("button", { name: "Done" }).click()
    await save.getByRole("button", { name: "Close anyway" }).click()
    await save.waitFor({ state: "hidden" })
    await recorder.assertGone(secret)
  })

  it("asks to wait: the page counts down, then retries", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    await fail(fixture, { operation: "create", status: 429, headers: { "retry-after": "2" } })
    const dialog = await create(fixture, "Patient")
    await dialog.getByRole("alert").waitFor()
    const waiting = dialog.getByRole("button", { name: /^Try again in \d+ s$/ })
    assert.isTrue(await waiting.isDisabled())
    await dialog.getByRole("button", { name: "Try again", exact: true }).click()
    await page.getByRole("dialog", { name: "Save this key" }).waitFor()
    assert.strictEqual(await count(fixture, "create"), 2)
  })

  it("asks to wait before the keys are loaded: the page counts down, then retries", async ({ fixture }) => {
    const { page, url } = fixture
    await fail(fixture, { operation: "list", status: 429, headers: { "retry-after": "90" } })
    await page.clock.install()
    await page.goto(url)
    const alert = page.getByRole("alert").filter({ hasText: "The keys could not be loaded" })
    assert.isTrue(await alert.getByRole("button", { name: /^Try again in 1 min/ }).isDisabled())
    await page.clock.fastForward(60_000)
    assert.isTrue(await alert.getByRole("button", { name: /^Try again in [23]\d s$/ }).isDisabled())
    await page.clock.fastForward(31_000)
    assert.strictEqual(await count(fixture, "list"), 1)
    await alert.getByRole("button", { name: "Try again", exact: true }).click()
    await rowOf(page, "Checkout production 1").waitFor()
  })

  it("fails to delete: the page shows the error, and the key stays", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    const [name = ""] = await shownNames(page)
    await fail(fixture, { operation: "delete", status: 403, times: Infinity })
    await page.getByRole("button", { name, exact: true }).first().click()
    await page.getByRole("dialog", { name }).getByRole("button", { name: "Delete" }).click()
    const remove = page.getByRole("dialog", { name: "Delete key" })
    await remove.getByRole("textbox", { name: "Type the name of the key to confirm" }).fill(name)
    await remove.getByRole("button", { name: "Delete key" }).click()
    await remove.getByRole("alert").filter({ hasText: "The key was not deleted" }).waitFor()
    await remove.getByRole("button", { name: "Cancel" }).click()
    assert.isTrue(await rowOf(page, name).isVisible())
  })
})

inBrowser("a service that is slow", () => {
  it("shows that it is loading, and then the keys", async ({ fixture }) => {
    const { page, url } = fixture
    await fail(fixture, { operation: "list", delay: 700 })
    await page.goto(url)
    await page.locator("[aria-busy=true]").first().waitFor()
    await rowOf(page, "Checkout production 1").waitFor()
    assert.strictEqual(await page.locator("main [aria-busy=true]").count(), 0)
  })

  it("allows no second create meanwhile", async ({ fixture }) => {
    const { page, url } = fixture
    await page.goto(url)
    await fail(fixture, { operation: "create", delay: 700 })
    const dialog = await create(fixture, "Once")
    await dialog.getByRole("textbox", { name: "Name", exact: true }).press("Enter")
    await page.getByRole("dialog", { name: "Save this key" }).waitFor()
    assert.strictEqual(await count(fixture, "create"), 1)
  })
})

inBrowser("a browser that is offline", () => {
  it.scoped({ setting: { isFaulty: true } })

  it("is shown, disables changes, and ends when the network is back", async ({ fixture }) => {
    const { context, page, url } = fixture
    await page.goto(url)
    await rowOf(page, "Checkout production 1").waitFor()
    await context.setOffline(true)
    await page.getByRole("status").filter({ hasText: "You are offline" }).waitFor()
    assert.isTrue(await page.getByRole("button", { name: "Create key" }).isDisabled())
    await context.setOffline(false)
    await page.getByRole("status").filter({ hasText: "You are offline" }).waitFor({ state: "hidden" })
    await create(fixture, "Back again")
    await page.getByRole("dialog", { name: "Save this key" }).waitFor()
  })
})

inBrowser("an account without keys", () => {
  describe("", () => {
    it.scoped({ setting: { sandbox: { keys: 0 } } })

    it("is shown, with how to get one", async ({ fixture }) => {
      const { page, url } = fixture
      await page.goto(url)
      await page.getByText("No keys yet").waitFor()
      await page.getByRole("button", { name: "Create key" }).first().click()
      await page.getByRole("dialog", { name: "Create key" }).waitFor()
    })
  })
})
