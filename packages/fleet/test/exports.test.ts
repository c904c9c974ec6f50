import { expect, it } from "vitest"
import * as fleet from "../src/index.js"

it("exports these names", () => {
  expect(Object.keys(fleet).sort()).toMatchInlineSnapshot(`
    [
      "Budget",
      "Bulk",
      "DatabaseError",
      "Declaration",
      "DeclarationError",
      "Fleet",
      "History",
      "MemorySink",
      "Notifier",
      "NotifierError",
      "OptionError",
      "Plan",
      "Report",
      "Rotation",
      "RotationError",
      "SecretSink",
      "SecretSinkError",
      "Selector",
      "Unused",
      "Watch",
    ]
  `)
})
