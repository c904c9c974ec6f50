import { assert, beforeAll, describe, it } from "vitest"
import { bar, gauge, limitOf, percent, usd, when } from "../src/internal/format.js"
import { painter } from "../src/internal/style.js"
import { renderTable } from "../src/internal/table.js"
import { cut, isolate, loadWidths, pad, safe, safeJson, widthOf } from "../src/internal/text.js"

beforeAll(async () => loadWidths("é"))

describe("text", () => {
  it("keeps all characters, and escapes sequences that control a terminal", () => {
    assert.strictEqual(safe("a\u001b[31mb\u009b1mc\u0007\r\n\td"), "a\\u001b[31mb\\u009b1mc\\u0007\\r\\n\\td")
    assert.strictEqual(safe("a\u202eb\u2066c\u200bd\ufeff"), "a\\u202eb\\u2066c\\u200bd\\ufeff")
    assert.strictEqual(safe("half \ud83d"), "half \\ud83d")
    assert.strictEqual(safe("👩‍👩‍👧 שלום ñ 漢字"), "👩‍👩‍👧 שלום ñ 漢字")
    const value = { name: "\u001b]0;x\u0007\u009b\u202e" }
    for (const character of value.name.replaceAll(/[\]0;x]/g, "")) {
      assert.notInclude(safeJson(JSON.stringify(value, null, 2)), character)
    }
    assert.deepStrictEqual(JSON.parse(safeJson(JSON.stringify(value, null, 2))), value)
  })

  it("is measured in cells, cut between characters, and padded", () => {
    assert.deepStrictEqual(["abc", "漢字", "👩‍👩‍👧", "é", "שלום", "█…"].map(widthOf), [3, 4, 2, 1, 4, 2])
    assert.deepStrictEqual([cut("abcdef", 4), cut("漢字漢字", 5), cut("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 5), cut("abc", 3), cut("abc", 0)], [
      "abc…",
      "漢字…",
      "👩‍👩‍👧👩‍👩‍👧…",
      "abc",
      ""
    ])
    assert.deepStrictEqual([pad("漢", 4), pad("1", 3, "right")], ["漢  ", "  1"])
    assert.deepStrictEqual([isolate("שלום"), isolate("abc")], ["\u2068שלום\u2069", "abc"])
  })
})

describe("amounts, times and shares", () => {
  it("are formatted for people", () => {
    assert.deepStrictEqual([0, 0.0042, 0.00001234, 1, 12.5, 1234567.891, -3].map(usd), [
      "$0.00",
      "$0.0042",
      "$0.000012",
      "$1.00",
      "$12.50",
      "$1,234,567.89",
      "-$3.00"
    ])
    assert.deepStrictEqual([limitOf(null, null), limitOf(5, "monthly"), limitOf(2.5, null), limitOf(0, "daily")], [
      "none",
      "$5/month",
      "$2.50",
      "$0/day"
    ])
    const now = Date.parse("2026-11-27T12:00:00Z")
    assert.deepStrictEqual(
      ["2026-11-27T12:00:30Z", "2026-11-27T11:00:00Z", "2026-12-03T13:00:00Z", "2027-12-31T23:59:59Z", "odd"].map((
        at
      ) => when(at, now)),
      ["in <1 min", "1 h ago", "in 6 d", "2027-12-31", "odd"]
    )
    assert.deepStrictEqual([when(null, now), when(null, now, "")], ["never", ""])
    assert.deepStrictEqual([percent(0.999), percent(1), percent(0.29), percent(50)], ["99%", "100%", "29%", ">999%"])
    assert.deepStrictEqual([bar(0.5, 4), bar(1 / 32, 4), bar(0, 4), bar(2, 4)], ["██", "▏", "", "████"])
    assert.deepStrictEqual([gauge(0.001, 4), gauge(0, 4), gauge(1.5, 4)], ["█░░░   0%", "░░░░   0%", "████ 150%"])
  })
})

describe("a table", () => {
  const columns = [
    { title: "NAME", cell: ({ name }: { readonly name: string }) => name, shrinksTo: 6 },
    { title: "SPENT", cell: () => "$1.00", align: "right" as const, rank: 1 },
    { title: "HASH", cell: () => ({ text: "0123456789", look: "dim" as const }), rank: 2 }
  ]
  const names = ["a", "漢字漢字漢字漢字漢字", "👩‍👩‍👧 family", "שלום עולם ועוד", "x\u001b[2Jy"]
  const render = (cells: number, colors = false) =>
    renderTable(names.map((name) => ({ name })), columns, { cells, paint: painter(colors) })

  it("fits its terminal with any names, and aligns its columns", () => {
    for (let cells = 4; cells <= 60; cells++) {
      const lines = render(cells).split("\n").slice(0, -1)
      for (const line of lines) assert.isAtMost(widthOf(line), cells, JSON.stringify(line))
      if (!lines[0]!.includes("SPENT")) continue
      const at = widthOf(lines[0]!.slice(0, lines[0]!.indexOf("SPENT")))
      for (const line of lines.slice(1)) assert.strictEqual(widthOf(line.slice(0, line.indexOf("$1.00"))), at)
    }
    assert.include(render(60), "HASH")
    assert.notInclude(render(24), "HASH")
    assert.include(render(24), "SPENT")
    assert.notInclude(render(80), "\u001b")
    assert.include(render(80, true), "\u001b[2m0123456789\u001b[0m")
  })
})
