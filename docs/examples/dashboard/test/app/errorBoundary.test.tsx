// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"
import { assert, describe, it, onTestFinished, vi } from "vitest"
import { ErrorBoundary } from "../../app/src/ui/ErrorBoundary.js"

const secret = `sk-or-v1-${"5ec2e7".repeat(10)}0123`

describe("a part of the page that fails", () => {
  it.each([
    ["an error", new Error(`no such key: ${secret}`), "Error: no such key: <redacted>"],
    ["a text", `odd ${secret}`, "Error: odd <redacted>"],
    ["nothing", undefined, "Error: undefined"]
  ])("with %s says what happened without a secret, is tried again, and can be left", async (_, thrown, text) => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    onTestFinished(cleanup)
    let fails = true
    let isLeft = false
    const Part = () => {
      // oxlint-disable-next-line typescript/only-throw-error -- Others do.
      if (fails) throw thrown
      return <p>All is well</p>
    }
    render(
      <ErrorBoundary title="The part could not be shown" onClose={() => isLeft = true}>
        <Part />
      </ErrorBoundary>
    )
    const alert = screen.getByRole("alert")
    assert.include(alert.textContent, "The part could not be shown")
    assert.include(alert.textContent, text)
    assert.notInclude(document.body.innerHTML, secret)
    await userEvent.click(screen.getByRole("button", { name: "Try again" }))
    assert.isNotNull(screen.getByRole("alert"))
    assert.isNotNull(screen.getByRole("button", { name: "Reload the page" }))
    await userEvent.click(screen.getByRole("button", { name: "Close" }))
    assert.isTrue(isLeft)
    fails = false
    await userEvent.click(screen.getByRole("button", { name: "Try again" }))
    assert.isNotNull(screen.getByText("All is well"))
    assert.isNull(screen.queryByRole("alert"))
  })
})
