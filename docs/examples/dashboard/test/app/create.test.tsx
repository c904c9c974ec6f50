// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react"
import { assert, describe, it } from "vitest"
import { openPage } from "./page.js"

const aSecret = /sk-or-v1-[0-9a-f]{64}/

const openCreate = async (options: Parameters<typeof openPage>[0] = {}) => {
  const page = await openPage({ keys: [{ name: "First" }], ...options })
  await screen.findByRole("button", { name: "First" })
  await page.click("Create key")
  const dialog = await page.dialog("Create key")
  const submit = () => page.user.click(within(dialog).getByRole("button", { name: /^(Create key|Try again)$/ }))
  const type = (label: string, text: string) => page.user.type(within(dialog).getByLabelText(label), text)
  return { ...page, dialog: page.dialog, form: dialog, submit, type }
}

const secretShown = async () => (await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "New key" })).value

describe("creating a key", () => {
  it("shows the secret once, and nowhere else before or after", async () => {
    const { click, keys, remembered, submit, shows, type } = await openCreate()
    await type("Name", "Second")
    await type("Limit in USD", "2.50")
    await submit()
    assert.match(await secretShown(), aSecret)
    assert.strictEqual(keys()[0]?.limit, 2.5)
    assert.isNotNull(screen.getByRole("button", { name: "Second", hidden: true }))
    assert.isNull(document.location.href.match(aSecret))

    await click("Copy")
    await screen.findByRole("button", { name: "Copied" })
    await click("Done")
    await shows("Key created: Second")
    assert.notMatch(document.body.innerHTML, aSecret)
    await waitFor(() => assert.notMatch(remembered(), aSecret))
  })

  it("sends every field", async () => {
    const { form, inputs, submit, type, user } = await openCreate()
    await type("Name", "All of it")
    await type("Limit in USD", "5")
    await user.selectOptions(within(form).getByLabelText("Resets"), "Weekly")
    await user.click(within(form).getByLabelText("Count BYOK usage"))
    await type("Expires", "2099-12-31T23:59")
    await type("Workspace ID", "0df9e665-d932-5740-b2c7-b52af166bc11")
    await type("Creator user ID", "user_1")
    await type("External user", "customer-7")
    await submit()
    await secretShown()
    assert.deepStrictEqual(inputs("create"), [{
      name: "All of it",
      limit: 5,
      limitReset: "weekly",
      includeByokInLimit: true,
      expiresAt: new Date("2099-12-31T23:59").toISOString().replace(".000Z", "Z"),
      workspaceId: "0df9e665-d932-5740-b2c7-b52af166bc11",
      creatorUserId: "user_1",
      external: { user: "customer-7" }
    }])
  })

  it("says at the field what is wrong, and sends nothing", async () => {
    const { form, inputs, submit, type } = await openCreate()
    await type("Limit in USD", "five")
    await submit()
    const limit = within(form).getByRole("textbox", { name: "Limit in USD", description: /0 or more/ })
    const name = within(form).getByRole("textbox", { name: "Name", description: "Enter a name." })
    assert.strictEqual(name, document.activeElement)
    assert.strictEqual(limit.getAttribute("aria-invalid"), "true")
    assert.deepStrictEqual(inputs("create"), [])
  })

  it("hints at the notation of amounts with a comma, before and after submitting", async () => {
    const { form, inputs, submit, type } = await openCreate()
    await type("Name", "Comma")
    await type("Limit in USD", "1,50")
    const limit = within(form).getByRole("textbox", { name: "Limit in USD", description: "Use a point: 1.50" })
    assert.isNull(limit.getAttribute("aria-invalid"))
    await submit()
    await within(form).findByRole("textbox", { name: "Limit in USD", description: "Use a point: 1.50" })
    assert.strictEqual(limit.getAttribute("aria-invalid"), "true")
    assert.deepStrictEqual(inputs("create"), [])
  })

  it("warns of a key without a limit before it is created", async () => {
    const { form, type } = await openCreate()
    assert.isNotNull(within(form).getByRole("textbox", { name: "Limit in USD", description: /can spend all/ }))
    await type("Limit in USD", "0")
    assert.isNotNull(within(form).getByRole("textbox", { name: "Limit in USD", description: /blocks every request/ }))
  })

  it("sends one request for several clicks", async () => {
    const { form, inputs, type, user } = await openCreate({ latency: "50 millis" })
    await type("Name", "Once")
    const button = within(form).getByRole("button", { name: "Create key" })
    await user.dblClick(button)
    await user.click(button)
    await secretShown()
    assert.lengthOf(inputs("create"), 1)
  })

  it("asks for confirmation before the secret is closed", async () => {
    const { click, submit, type } = await openCreate()
    await type("Name", "Second")
    await submit()
    const secret = await secretShown()
    await click("Done")
    assert.include((await screen.findByRole("alert")).textContent, "You have not copied the key")
    await click("Go back")
    assert.strictEqual(await secretShown(), secret)
    assert.strictEqual(document.activeElement, screen.getByRole("button", { name: "Copy" }))
    await click("Close")
    await click("Close anyway")
    await waitFor(() => assert.isNull(screen.queryByRole("dialog")))
  })

  it("that fails without a response warns of a key that may exist, and can refresh the list", async () => {
    const { click, fail, submit, shows, type } = await openCreate()
    await fail({ operation: "create", drop: "after" })
    await type("Name", "Lost")
    await submit()
    const alert = await screen.findByRole("alert")
    assert.include(alert.textContent, "The key may have been created")
    await click("Refresh list", alert)
    await shows("The list now has 1 key with this name.")
  })

  it("that is rejected shows that nothing was changed, and can be retried", async () => {
    const { fail, inputs, submit, type } = await openCreate()
    await fail({ operation: "create", status: 400 })
    await type("Name", "Second")
    await submit()
    const alert = await screen.findByRole("alert")
    assert.include(alert.textContent, "Nothing was changed.")
    assert.isNull(within(alert).queryByRole("button", { name: "Refresh list" }))
    await submit()
    await secretShown()
    assert.lengthOf(inputs("create"), 2)
  })

  it("shows a secret in a response that cannot be decoded", async () => {
    const { fail, submit, type } = await openCreate()
    await fail({ operation: "create", malformed: true })
    await type("Name", "Odd")
    await submit()
    assert.match(await secretShown(), aSecret)
    assert.isNotNull(screen.getByText(/The rest of the response was invalid/))
  })

  it("counts down when the service asks to wait, and can then be retried", async () => {
    const { fail, form, inputs, submit, type } = await openCreate()
    await fail({ operation: "create", status: 429, headers: { "retry-after-ms": "1200" } })
    await type("Name", "Patient")
    await submit()
    const waiting = await within(form).findByRole("button", { name: "Try again in 2 s" })
    assert.strictEqual(waiting.getAttribute("aria-disabled"), "true")
    await within(form).findByRole("button", { name: "Try again" }, { timeout: 3_000 })
    await submit()
    await secretShown()
    assert.lengthOf(inputs("create"), 2)
  })
})
