import { assert, describe, it } from "vitest"
import { type Figure, figure, isMet, median, quantile, ratio } from "../src/figure.js"
import { parts, type Profile } from "../src/profile.js"
import { report } from "../src/report.js"
import { markdownTable, plainTable } from "../src/tables.js"

const figures: ReadonlyArray<Figure> = [
  { scenario: "list", client: "official SDK", value: 699.4, unit: "µs", toOfficial: 1, toBaseline: 1.43 },
  {
    scenario: "list",
    client: "adapter",
    value: 450,
    unit: "µs",
    toOfficial: 0.64,
    spread: [0.6, 0.7],
    toBaseline: 1.1,
    target: ratio(0.75)
  },
  { scenario: "all", client: "adapter", value: 23_456, unit: "µs", toOfficial: 0.8, target: ratio(0.75) },
  { scenario: "bundle", client: "adapter", value: 98.04, unit: "kB", target: figure(98) }
]

const nothing = Object.fromEntries(parts.map((part) => [part, 0])) as Profile["times"]

describe("a target", () => {
  it("is met at the limit and below it, by the ratio or by the figure itself", () => {
    const met = (target: Figure["target"], toOfficial: number | undefined, value: number) =>
      isMet({ scenario: "", client: "", unit: "kB", target, toOfficial, value })
    assert.isTrue(met(ratio(0.75), 0.75, 100))
    assert.isFalse(met(ratio(0.75), 0.76, 0))
    assert.isTrue(met(figure(9), 100, 9))
    assert.isFalse(met(figure(9), 0, 9.01))
    assert.isUndefined(met(undefined, 1, 1))
  })

  it("for a ratio is missed where there is no ratio", () => {
    assert.isFalse(isMet({ scenario: "", client: "", unit: "µs", value: 1, target: ratio(1) }))
  })
})

describe("the median", () => {
  it("is the middle value, or the mean of the two in the middle", () => {
    assert.strictEqual(median([3, 1, 2]), 2)
    assert.strictEqual(median([4, 1, 3, 2]), 2.5)
    assert.deepStrictEqual([0, 0.25, 0.75, 1].map((part) => quantile([5, 1, 2, 3, 4], part)), [1, 2, 4, 5])
  })
})

describe("the table", () => {
  it("for the terminal is aligned", () => {
    assert.strictEqual(
      plainTable(figures),
      [
        "scenario  client         median  ÷ official  middle half  ÷ baseline   target",
        "list      official SDK   699 µs        1.00                     1.43",
        "          adapter        450 µs        0.64    0.60–0.70        1.10   ≤ 0.75  met",
        "all       adapter       23.5 ms        0.80                            ≤ 0.75  MISSED",
        "bundle    adapter       98.0 kB                                       ≤ 98 kB  MISSED"
      ].join("\n")
    )
  })

  it("for the page comes with the missed targets, profiles, machine and versions", () => {
    const page = report({
      figures,
      profiles: [{ client: "adapter", times: { ...nothing, "effect": 133.4, "this library": 40 } }],
      machine: { CPU: "Abacus, 2 cores" },
      versions: ["effect 3.22.4"],
      date: new Date("2026-11-25T01:02:03Z"),
      seconds: 12.3
    })
    assert.include(page, markdownTable(figures))
    assert.include(page, "| list | official SDK | 699 µs | 1.00 |  | 1.43 |  |  |")
    assert.include(page, "1 of the 3 targets were met. Missed: all (adapter); bundle (adapter).")
    assert.include(page, "| effect | 133 µs |")
    assert.include(page, "| all | 173 µs |")
    assert.include(page, "2026-11-25, in 12 seconds.\n\n- CPU: Abacus, 2 cores\n- Versions: effect 3.22.4\n")
  })
})
