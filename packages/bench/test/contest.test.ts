import { assert, describe, it } from "vitest"
import { compete, figuresOf, play } from "../src/contest.js"
import { ratio } from "../src/figure.js"

const rounds = (...samples: ReadonlyArray<Readonly<Record<string, number>>>) =>
  samples.map((round) => new Map(Object.entries(round)))

const entries = [{ who: "ours", target: ratio(0.5) }, { who: "theirs" }, { who: "plain" }]
const contest = { what: "a call", unit: "µs", official: "theirs", floor: "plain", entries } as const

describe("a contest", () => {
  it("gives medians, and the medians of the ratios within rounds: a round that was slow for all counts like any", () => {
    const [ours, theirs, plain] = figuresOf(
      contest,
      rounds(
        { ours: 10, theirs: 20, plain: 5 },
        { ours: 1_000, theirs: 2_000, plain: 500 },
        { ours: 12, theirs: 20, plain: 6 }
      )
    )
    assert.include(ours, { what: "a call", who: "ours", value: 12, unit: "µs", toOfficial: 0.5, toFloor: 2 })
    assert.deepStrictEqual([ours?.spread, theirs?.spread], [[0.5, 0.55], undefined])
    assert.include(theirs, { value: 20, toOfficial: 1, toFloor: 4 })
    assert.include(plain, { value: 6, toFloor: 1 })
  })

  it("subtracts what is no contender's own, and leaves it out", () => {
    const figures = figuresOf({ ...contest, base: "plain" }, rounds({ ours: 60, theirs: 150, plain: 50 }))
    assert.deepStrictEqual(figures.map(({ toOfficial, value, who }) => [who, value, toOfficial]), [
      ["ours", 10, 0.1],
      ["theirs", 100, 1]
    ])
  })

  it("gives no ratio to whom it does not know", () => {
    const [ours] = figuresOf({ ...contest, floor: "nobody" }, rounds({ ours: 1, theirs: 2, plain: 1 }))
    assert.isUndefined(ours?.toFloor)
  })

  it("is played in turns, and each of the contenders is the first in its turn", async () => {
    const order: Array<string> = []
    const players = ["a", "b", "c"].map((who) => ({ who, sample: () => Promise.resolve(order.push(who)) }))
    const played = await play(players, { milliseconds: 0, warmUps: 1, leastRounds: 3 })
    assert.strictEqual(order.join(""), "abcabcbcacab")
    assert.deepStrictEqual(played.map((round) => round.get("a")), [4, 9, 11])
  })

  it("goes on for the time it is given", async () => {
    const sample = () => new Promise<number>((resolve) => setTimeout(resolve, 5, 1))
    const start = performance.now()
    const [figure] = await compete(
      { ...contest, entries: [{ who: "ours", sample }] },
      { milliseconds: 60, warmUps: 0, leastRounds: 1 }
    )
    assert.isAtLeast(performance.now() - start, 59)
    assert.strictEqual(figure?.value, 1)
  })
})
