import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { bundle, type Ended } from "./support/child.js"

const bundling = bundle({
  soak: new URL("./children/soak.ts", import.meta.url),
  unawaited: new URL("./children/unawaited.ts", import.meta.url),
  dropped: new URL("./children/dropped.ts", import.meta.url),
  bare: new URL("./children/bare.ts", import.meta.url),
  oldPlatform: new URL("./children/oldPlatform.ts", import.meta.url)
})

let children: Awaited<typeof bundling>

beforeAll(async () => {
  children = await bundling
}, 60_000)

afterAll(() => children.remove())

const ended = ({ code, stderr, stdout }: Ended): Readonly<Record<string, unknown>> => {
  assert.deepStrictEqual([stderr, code], ["", 0])
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>
}

describe.concurrent("a process", { timeout: 60_000 }, () => {
  it("with a thousand concurrent calls, half aborted, settles each, releases everything, and exits", async () => {
    const { counts, settled, timers, unhandled, warnings } = ended(await children.run("soak"))
    assert.strictEqual(settled, 1_000)
    assert.deepStrictEqual({ timers, unhandled, warnings }, { timers: 0, unhandled: [], warnings: [] })
    const { RequestAborted, ok, ...others } = counts as Readonly<Record<string, number>>
    assert.isAbove(ok!, 100)
    assert.isAbove(RequestAborted!, 50)
    assert.sameMembers(Object.keys(others), ["NotFound", "UnexpectedStatus"])
  })

  it("with failing calls that are not awaited continues, and exits", async () => {
    const { code, stderr, stdout } = await children.run("unawaited")
    assert.deepStrictEqual({ code, stderr, stdout }, { code: 0, stderr: "", stdout: "still here\n" })
  })

  it("frees the memory of dropped clients, and creates clients cheaply", async () => {
    const { alive, bytesHeld, grownBytes, microsecondsToMake } = ended(await children.run("dropped"))
    assert.isBelow(alive as number, 20)
    assert.isBelow(grownBytes as number / 150, 4_000)
    assert.isBelow(bytesHeld as number, 20_000)
    assert.isBelow(microsecondsToMake as number, 500)
  })

  it("needs no `process`: browsers and edge runtimes have none", async () => {
    const { code, stdout } = await children.run("bare")
    assert.strictEqual(code, 0)
    assert.deepStrictEqual(JSON.parse(stdout), { process: "undefined", data: { data: [] }.data, rejected: true })
  })

  it("needs only features of old browsers, React Native and jsdom", async () => {
    const { code, stderr, stdout } = await children.run("oldPlatform")
    assert.deepStrictEqual([stderr, code], ["", 0])
    const { failed, removed } = JSON.parse(stdout) as {
      readonly failed: ReadonlyArray<string>
      readonly removed: number
    }
    assert.deepStrictEqual(failed, [])
    assert.isAtLeast(removed, 20)
  })
})
