/** Where things are on the page, by what a person or a screen reader calls them. */
import type { Locator, Page } from "playwright-core"

/** A key's row in the table. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("row").filter({ has: page.getByRole("button", { name, exact: true }) })

/** Names of the keys in the rows that are there now, from top to bottom. */
export const shownNames = async (page: Page): Promise<ReadonlyArray<string>> => {
  const edit = page.getByRole("table", { name: "API keys" }).getByRole("button", { name: /^Edit / })
  await edit.first().waitFor()
  return edit.evaluateAll((buttons) =>
    buttons.map((button) => (button.getAttribute("aria-label") ?? button.textContent).replace(/^Edit /, ""))
  )
}
