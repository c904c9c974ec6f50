// @vitest-environment jsdom
import { queryKeyApiKeysGet } from "@openrouter-keys/adapters/react-query/apiKeysGet"
import { onlineManager } from "@tanstack/react-query"
import { act, screen, waitFor, within } from "@testing-library/react"
import { assert, describe, it, onTestFinished, vi } from "vitest"
import type { AllKeys } from "../../app/src/data/allKeys.js"
import { openPage } from "./page.js"

const rows = () => Number(screen.getByRole("table", { name: "API keys" }).getAttribute("aria-rowcount")) - 1

describe("the list of keys", () => {
  it("has every page, and renders only visible rows", async () => {
    const { inputs } = await openPage({
      keys: Array.from({ length: 420 }, (_, index) => ({ name: `Key ${index}` }))
    })
    await screen.findByText("All 420 keys")
    assert.strictEqual(rows(), 420)
    assert.isBelow(screen.getAllByRole("row").length, 60)
    assert.deepStrictEqual(
      inputs("list").map((input) => (input as { offset?: number }).offset ?? 0),
      [0, 99, 198, 297, 396, 419, 420].slice(0, inputs("list").length)
    )
    assert.isAtLeast(inputs("list").length, 5)
  })

  it("shows keys while others are loading, and keeps them if loading fails", async () => {
    const { click, fail } = await openPage({
      keys: Array.from({ length: 250 }, (_, index) => ({ name: `Key ${index}` })),
      faults: [{ operation: "list", times: 1 }, { operation: "list", status: 500, delay: "300 millis" }]
    })
    await screen.findByText("Loading: 100 keys so far")
    const alert = await screen.findByRole("alert")
    assert.include(alert.textContent, "Only the first 100 keys could be loaded")
    assert.strictEqual(rows(), 100)
    await fail({ operation: "list", times: 1 })
    await click("Try again", alert)
    await screen.findByText("All 250 keys")
    assert.isNull(screen.queryByRole("alert"))
  })

  it("shows disabled keys on demand, filters by text and state, and sorts", async () => {
    const { click, user } = await openPage({
      keys: [{ name: "Beta" }, { name: "Alpha", limit: 1, usage: 1 }, { name: "Gamma", disabled: true }]
    })
    await screen.findByText("2 keys of 3")
    const shown = () =>
      screen.getAllByRole("button", { name: /^(Alpha|Beta|Gamma)$/ })
        .filter((button) => button.closest("tr") !== null)
        .map(({ textContent }) => textContent)
    await user.click(screen.getByRole("switch", { name: "Show disabled" }))
    await screen.findByText("All 3 keys")
    await click("Name")
    assert.deepStrictEqual(shown(), ["Alpha", "Beta", "Gamma"])
    assert.strictEqual(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort"), "ascending")
    await user.selectOptions(screen.getByRole("combobox", { name: "State" }), "Limit reached")
    await waitFor(() => assert.deepStrictEqual(shown(), ["Alpha"]))
    await user.type(screen.getByRole("searchbox", { name: "Filter keys" }), "beta")
    await screen.findByText("No key matches")
    await click("Clear filter")
    await screen.findByText("2 keys of 3")
  })

  it("shows keys with unexpected values, and all others", async () => {
    const odd = {
      name: "constructor",
      limitReset: "constructor",
      createdAt: "some day",
      updatedAt: "",
      expiresAt: "tomorrow",
      label: "__proto__"
    }
    const resets = ["__proto__", "toString", "hasOwnProperty", "valueOf"]
    const { click, dialog, queryClient } = await openPage({ keys: [{ name: "Plain" }] })
    await screen.findByText("All 1 key")
    const [{ queryKey } = assert.fail()] = queryClient.getQueryCache().findAll({
      predicate: ({ queryKey }) => queryKey.at(-1) === "all"
    })
    const { keys: [plain = assert.fail()] = [] } = queryClient.getQueryData<AllKeys>(queryKey) ?? {}
    const keys = [
      plain,
      { ...plain, hash: "odd", ...odd },
      { ...plain, hash: "blank", name: " " },
      ...resets.map((limitReset) => ({ ...plain, hash: limitReset, name: limitReset, limitReset })),
      {
        ...plain,
        hash: "amounts",
        name: "amounts",
        usageMonthly: -5,
        byokUsageMonthly: 1e300,
        limit: -1,
        limitRemaining: -2
      }
    ]
    act(() => void queryClient.setQueryData(queryKey, { keys, isComplete: true }))
    await screen.findByText(`All ${keys.length} keys`)
    for (const text of ["some day", "tomorrow", ...resets]) assert.isNotEmpty(screen.getAllByText(text))
    await click(plain.label)
    await click("Close", await dialog(plain.label))
    for (const column of ["Created", "Last used", "Expires", "Resets", "State", "Usage"]) await click(column)
    assert.isNull(screen.queryByRole("alert"))
    const { hash, ...details } = { ...plain, hash: "odd", ...odd }
    queryClient.setQueryData(queryKeyApiKeysGet(hash), { data: { hash, ...details } })
    await click("constructor")
    const sheet = await dialog("constructor")
    assert.isNotEmpty(within(sheet).getAllByText("tomorrow"))
  })

  it("shows an error if rendering fails, can be retried, and does not affect the rest", async () => {
    const complain = vi.spyOn(console, "error").mockImplementation(() => {})
    const { click, dialog, queryClient } = await openPage({ keys: [{ name: "Plain" }] })
    await screen.findByText("All 1 key")
    const [{ queryKey } = assert.fail()] = queryClient.getQueryCache().findAll({
      predicate: ({ queryKey }) => queryKey.at(-1) === "all"
    })
    const before = queryClient.getQueryData<AllKeys>(queryKey)
    // The library would not decode such a value.
    const broken = { ...before?.keys[0], name: null }
    act(() => void queryClient.setQueryData(queryKey, { keys: [broken], isComplete: true }))
    const alert = (await screen.findByText("The list of keys could not be shown")).closest<HTMLElement>("[role=alert]")!
    assert.match(alert.textContent, /TypeError: .*null/)
    await click("Create key")
    await click("Cancel", await dialog("Create key"))
    act(() => void queryClient.setQueryData(queryKey, before))
    await click("Try again", alert)
    await screen.findByRole("button", { name: "Plain" })
    complain.mockRestore()
  })

  it("shows when a key was last used", async () => {
    const { click, queryClient } = await openPage({ keys: [{ name: "Used" }, { name: "Unused" }] })
    await screen.findByText("All 2 keys")
    const [{ queryKey } = assert.fail()] = queryClient.getQueryCache().findAll({
      predicate: ({ queryKey }) => queryKey.at(-1) === "all"
    })
    const lastUsedAt = new Date(Date.now() - 3.5 * 86_400_000).toISOString()
    act(() =>
      void queryClient.setQueryData<AllKeys>(
        queryKey,
        (all) => all && { ...all, keys: all.keys.map((key) => key.name === "Used" ? { ...key, lastUsedAt } : key) }
      )
    )
    const cells = () =>
      screen.getAllByRole("cell").filter(({ dataset }) => dataset["column"] === "used").map(({ textContent }) =>
        textContent
      )
    await screen.findByText("3 days ago")
    await click("Last used")
    assert.deepStrictEqual(cells(), ["3 days ago", "Never"])
    await click("Last used")
    assert.deepStrictEqual(cells(), ["Never", "3 days ago"])
  })

  it("that is empty offers to create a key", async () => {
    const { click, dialog } = await openPage()
    await screen.findByText("No keys yet")
    await click("Create your first key")
    await dialog("Create key")
  })

  it("that cannot be loaded shows the reason and no amounts, and can be retried", async () => {
    const { click } = await openPage({ keys: [{ name: "CI" }], faults: [{ operation: "list", status: 403 }] })
    const alert = await screen.findByRole("alert")
    assert.include(alert.textContent, "requires a management key")
    assert.isNull(screen.queryByText("$0.00"))
    await click("Try again", alert)
    await screen.findByRole("button", { name: "CI" })
  })

  it("is read-only while offline", async () => {
    await openPage({ keys: [{ name: "CI" }] })
    const disable = await screen.findByRole("button", { name: "Disable CI" })
    onTestFinished(() => onlineManager.setOnline(true))
    act(() => onlineManager.setOnline(false))
    await screen.findByText("You are offline")
    for (const button of [disable, screen.getByRole("button", { name: "Create key" })]) {
      assert.strictEqual(button.getAttribute("aria-disabled"), "true")
    }
  })
})

describe("the top", () => {
  it("shows the server's key and mode", async () => {
    await openPage()
    await screen.findByText("Management key")
    await screen.findByText("Sandbox")
  })
})
