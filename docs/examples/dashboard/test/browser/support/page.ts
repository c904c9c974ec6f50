/** Locators by accessible names. */
import type { Locator, Page } from "playwright-core"

/** A key's row in the table. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("row").filter({ has: page.getByRole("button", { name, exact: true }) })

/** Names of the keys in the rendered rows, from top to bottom. */
export const shownNames = async (page: Page): Promise<ReadonlyArray<string>> => {
  const edit = page.getByRole("table", { name: "API keys" }).getByRole("button", { name: /^Edit / })
  await edit.first().waitFor()
  return edit.evaluateAll((buttons) =>
    buttons.map((button) => (button.getAttribute("aria-label") ?? button.textContent).replace(/^Edit /, ""))
  )
}
