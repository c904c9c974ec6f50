import { assert, describe, it } from "vitest"
import { compare, figuresOf, runRounds } from "../src/comparison.js"
import { ratio } from "../src/figure.js"

const rounds = (...samples: ReadonlyArray<Readonly<Record<string, number>>>) =>
  samples.map((round) => new Map(Object.entries(round)))

const entries = [{ client: "ours", target: ratio(0.5) }, { client: "theirs" }, { client: "plain" }]
const comparison = { scenario: "a call", unit: "µs", official: "theirs", baseline: "plain", entries } as const

describe("a comparison", () => {
  it("gives medians and the medians of the ratios within rounds, which a slow round does not change", () => {
    const [ours, theirs, plain] = figuresOf(
      comparison,
      rounds(
        { ours: 10, theirs: 20, plain: 5 },
        { ours: 1_000, theirs: 2_000, plain: 500 },
        { ours: 12, theirs: 20, plain: 6 }
      )
    )
    assert.include(ours, { scenario: "a call", client: "ours", value: 12, unit: "µs", toOfficial: 0.5, toBaseline: 2 })
    assert.deepStrictEqual([ours?.spread, theirs?.spread], [[0.5, 0.55], undefined])
    assert.include(theirs, { value: 20, toOfficial: 1, toBaseline: 4 })
    assert.include(plain, { value: 6, toBaseline: 1 })
  })

  it("subtracts the overhead, and leaves it out of the figures", () => {
    const figures = figuresOf({ ...comparison, overhead: "plain" }, rounds({ ours: 60, theirs: 150, plain: 50 }))
    assert.deepStrictEqual(figures.map(({ client, toOfficial, value }) => [client, value, toOfficial]), [
      ["ours", 10, 0.1],
      ["theirs", 100, 1]
    ])
  })

  it("gives no ratio to a client that was not measured", () => {
    const [ours] = figuresOf({ ...comparison, baseline: "nobody" }, rounds({ ours: 1, theirs: 2, plain: 1 }))
    assert.isUndefined(ours?.toBaseline)
  })

  it("takes samples in turns, and each client goes first in some round", async () => {
    const order: Array<string> = []
    const runners = ["a", "b", "c"].map((client) => ({ client, sample: () => Promise.resolve(order.push(client)) }))
    const rounds = await runRounds(runners, { milliseconds: 0, warmUps: 1, minRounds: 3 })
    assert.strictEqual(order.join(""), "abcabcbcacab")
    assert.deepStrictEqual(rounds.map((round) => round.get("a")), [4, 9, 11])
  })

  it("runs for the time it is given", async () => {
    const sample = () => new Promise<number>((resolve) => setTimeout(resolve, 5, 1))
    const start = performance.now()
    const [figure] = await compare(
      { ...comparison, entries: [{ client: "ours", sample }] },
      { milliseconds: 60, warmUps: 0, minRounds: 1 }
    )
    assert.isAtLeast(performance.now() - start, 59)
    assert.strictEqual(figure?.value, 1)
  })
})
