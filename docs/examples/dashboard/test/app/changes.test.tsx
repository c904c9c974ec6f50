// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react"
import { assert, describe, it, onTestFinished, vi } from "vitest"
import { openPage } from "./page.js"

const open = async (options: Parameters<typeof openPage>[0]) => {
  const page = await openPage(options)
  await screen.findByRole("table", { name: "API keys" })
  return page
}

describe("editing a key", () => {
  it("sends only the changed fields", async () => {
    const { click, dialog, inputs, keys, shows, user } = await open({ keys: [{ name: "CI", limit: null }] })
    await click("Edit CI")
    const form = await dialog("Edit key")
    const save = within(form).getByRole("button", { name: "Save changes" })
    assert.strictEqual(save.getAttribute("aria-disabled"), "true")
    await user.type(within(form).getByLabelText("Name"), " nightly")
    await user.click(save)
    await shows("Key updated: CI nightly")
    assert.deepStrictEqual(inputs("update"), [{ hash: keys()[0]!.hash, requestBody: { name: "CI nightly" } }])
    assert.isNull(keys()[0]!.limit)
    assert.isNotNull(screen.getByRole("button", { name: "CI nightly" }))
  })

  it("shows a new limit before the list is refreshed", async () => {
    const { click, dialog, fail, shows, user } = await open({ keys: [{ name: "CI", limit: 5 }] })
    await fail({ operation: "list", status: 500, times: Infinity })
    await click("Edit CI")
    const form = await dialog("Edit key")
    await user.clear(within(form).getByLabelText("Limit in USD"))
    await user.type(within(form).getByLabelText("Limit in USD"), "25")
    await user.click(within(form).getByRole("button", { name: "Save changes" }))
    await shows("of $25.00")
    const alert = await screen.findByRole("alert")
    assert.include(alert.textContent, "The list could not be refreshed")
    assert.isNotNull(screen.getByRole("button", { name: "CI" }))
  })

  it("says at the field what is wrong", async () => {
    const { click, dialog, inputs, user } = await open({ keys: [{ name: "CI" }] })
    await click("Edit CI")
    const form = await dialog("Edit key")
    await user.clear(within(form).getByLabelText("Name"))
    await user.click(within(form).getByRole("button", { name: "Save changes" }))
    await within(form).findByRole("textbox", { name: "Name", description: "Enter a name." })
    assert.deepStrictEqual(inputs("update"), [])
  })
})

describe("moving a key to another workspace", () => {
  const research = "5f0c63e5-9d1e-4f0e-8f5f-3a3f6d1b2c4d"

  /** Opens the dialog on the key CI and types the workspace. */
  const move = async (options: Parameters<typeof openPage>[0], workspaceId: string) => {
    const page = await open({ keys: [{ name: "CI", limit: 5 }, { name: "other" }], ...options })
    await page.click("Edit CI")
    const form = await page.dialog("Edit key")
    await page.user.click(within(form).getByText("Move to another workspace"))
    const field = within(form).getByLabelText("Workspace ID")
    await page.user.clear(field)
    if (workspaceId !== "") await page.user.type(field, workspaceId)
    await page.user.click(within(form).getByRole("button", { name: "Save changes" }))
    return { ...page, form }
  }

  it("sends its ID alone, and removes the key from the list", async () => {
    const { inputs, keys, shows } = await move({}, ` ${research} `)
    await shows("Key moved to another workspace: CI")
    const [key] = keys()
    assert.strictEqual(key!.workspaceId, research)
    assert.deepStrictEqual(inputs("update"), [{ hash: key!.hash, requestBody: { workspaceId: research } }])
    assert.isNull(screen.queryByRole("button", { name: "CI" }))
    assert.isNotNull(screen.getByRole("button", { name: "other" }))
  })

  it("that rejects it keeps the key, and the dialog shows the error", async () => {
    const { form, keys } = await move({ conflicts: [research] }, research)
    const alert = await within(form).findByRole("alert")
    assert.include(alert.textContent, "The key was not changed")
    assert.include(alert.textContent, "the workspace does not accept it")
    assert.include(alert.textContent, "Nothing was changed.")
    assert.notStrictEqual(keys()[0]!.workspaceId, research)
    assert.isNotNull(screen.getByRole("button", { name: "CI" }))
  })

  it.each(["", "research"])("says at the field that %o is no ID, and sends nothing", async (text) => {
    const { form, inputs } = await move({}, text)
    await within(form).findByRole("textbox", { name: "Workspace ID", description: /^Must be a UUID\./ })
    assert.deepStrictEqual(inputs("update"), [])
  })
})

describe("disabling a key", () => {
  it("takes one click, and so does the undo", async () => {
    const { click, keys, shows } = await open({ keys: [{ name: "CI" }] })
    await click("Disable CI")
    await shows("Key disabled: CI")
    assert.isTrue(keys()[0]!.disabled)
    await click("Undo")
    await shows("Key enabled: CI")
    assert.isFalse(keys()[0]!.disabled)
  })

  it("by a double click does not affect the key that moves under the pointer", async () => {
    const { click, inputs, keys, shows } = await open({ keys: [{ name: "CI" }, { name: "other" }] })
    // Longer than a double click, also on a busy machine.
    const now = performance.now()
    vi.spyOn(performance, "now").mockReturnValue(now)
    onTestFinished(() => void vi.restoreAllMocks())
    await click("Disable CI")
    await shows("Key disabled: CI")
    await click("Disable other")
    assert.lengthOf(inputs("update"), 1)
    assert.deepStrictEqual(keys().filter(({ disabled }) => disabled).map(({ name }) => name), ["CI"])
  })

  it("that fails shows the error, and can be retried", async () => {
    const { click, fail, keys, shows } = await open({ keys: [{ name: "CI" }] })
    await fail({ operation: "update", status: 400 })
    await click("Disable CI")
    const alert = await screen.findByRole("alert")
    assert.include(alert.textContent, "The key was not changed")
    assert.isFalse(keys()[0]!.disabled)
    await click("Try again", alert)
    await shows("Key disabled: CI")
    assert.isTrue(keys()[0]!.disabled)
  })
})

describe("the focus", () => {
  const named = (name: string) => screen.getByRole("button", { name })
  const has = async (name: string) => waitFor(() => assert.strictEqual(document.activeElement, named(name)))

  it("moves to the next key when a key leaves the table, else to the one before it, else to the heading", async () => {
    const { shows, user } = await open({ keys: [{ name: "a" }, { name: "b" }, { name: "c" }] })
    const disable = async (name: string) => {
      await waitFor(() => assert.isNull(screen.queryByText(`Key disabled: ${name}`)))
      // Two clicks in a row are taken for a double click.
      await new Promise((resolve) => setTimeout(resolve, 600))
      const button = named(`Disable ${name}`)
      button.focus()
      await user.keyboard("{Enter}")
      await shows(`Key disabled: ${name}`)
    }
    const names = screen.getAllByRole("button", { name: /^[abc]$/ }).map(({ textContent }) => textContent)
    await disable(names[1]!)
    await has(names[2]!)
    await disable(names[2]!)
    await has(names[0]!)
    await disable(names[0]!)
    await waitFor(() => assert.strictEqual(document.activeElement?.id, "keys-heading"))
  })

  it("stays on the button if the key stays", async () => {
    const { click, shows, user } = await open({ keys: [{ name: "CI" }] })
    await user.click(screen.getByRole("switch", { name: "Show disabled" }))
    await click("Disable CI")
    await shows("Key disabled: CI")
    await has("Enable CI")
  })

  it("moves to a key when the details of a removed key are closed", async () => {
    const { click, dialog, shows } = await open({ keys: [{ name: "CI" }, { name: "Other" }] })
    await click("CI")
    const sheet = await dialog("CI")
    await click("Disable", sheet)
    await shows("Key disabled: CI")
    assert.isTrue(sheet.contains(document.activeElement))
    await click("Close", sheet)
    await waitFor(() => assert.isNull(screen.queryByRole("dialog")))
    await has("Other")
  })

  it("stays in the page after a toast is dismissed, a change is undone, a filter is cleared", async () => {
    const { click, shows, user } = await open({ keys: [{ name: "CI" }] })
    const isKept = async () => waitFor(() => assert.notStrictEqual(document.activeElement, document.body))
    await click("Disable CI")
    await shows("Key disabled: CI")
    await click("Undo")
    await shows("Key enabled: CI")
    await isKept()
    await click("Dismiss")
    await isKept()
    await user.type(screen.getByRole("searchbox", { name: "Filter keys" }), "none")
    await click("Clear filter")
    await isKept()
  })
})

describe("deleting a key", () => {
  it("requires typing its name", async () => {
    const { click, dialog, inputs, keys, shows, user } = await open({ keys: [{ name: "CI" }, { name: "Other" }] })
    await click("CI")
    await click("Delete", await dialog("CI"))
    const form = await dialog("Delete key")
    const button = within(form).getByRole("button", { name: "Delete key" })
    await user.type(within(form).getByLabelText(/Type the name/), "C{Enter}")
    await user.click(button)
    assert.deepStrictEqual(inputs("delete"), [])
    await user.type(within(form).getByLabelText(/Type the name/), "I")
    await user.click(button)
    await shows("Key deleted: CI")
    assert.deepStrictEqual(keys().map(({ name }) => name), ["Other"])
    assert.isNull(screen.queryByRole("dialog"))
    assert.isNull(screen.queryByRole("button", { name: "CI" }))
    await waitFor(() => assert.strictEqual(document.activeElement, screen.getByRole("button", { name: "Other" })))
  })

  it("with two clicks sends one request, and shows that it was deleted", async () => {
    const { click, dialog, inputs, keys, shows, user } = await open({ keys: [{ name: "CI" }] })
    const { hash } = keys()[0]!
    await click("CI")
    await click("Delete", await dialog("CI"))
    const form = await dialog("Delete key")
    await user.type(within(form).getByLabelText(/Type the name/), "CI")
    await user.dblClick(within(form).getByRole("button", { name: "Delete key" }))
    await shows("Key deleted: CI")
    assert.deepStrictEqual(inputs("delete"), [{ hash }])
    assert.isNull(screen.queryByRole("alert"))
  })

  it("on the live service shows the consequence", async () => {
    const { click, dialog } = await open({ keys: [{ name: "CI" }], mode: "live" })
    assert.isNotNull(await screen.findByText("Live"))
    await click("CI")
    await click("Delete", await dialog("CI"))
    assert.include((await dialog("Delete key")).textContent, "This is the live service")
  })
})

describe("the details of a key", () => {
  it("are fetched again, and updated", async () => {
    const { click, dialog, inputs, keys, shows } = await open({ keys: [{ name: "CI" }] })
    await click("CI")
    const sheet = await dialog("CI")
    await waitFor(() => assert.deepStrictEqual(inputs("get"), [{ hash: keys()[0]!.hash }]))
    assert.isNotNull(within(sheet).getByText(keys()[0]!.hash))
    await click("Disable", sheet)
    await shows("Key disabled: CI")
    assert.isNotNull(within(sheet).getByText("Disabled"))
    assert.isNotNull(within(sheet).getByRole("button", { name: "Enable" }))
  })
})
