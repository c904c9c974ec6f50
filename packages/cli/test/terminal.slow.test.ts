import { assert, describe, it } from "vitest"
import { loadWidths, widthOf } from "../src/internal/text.js"
import { hasTerminal, runCommand } from "./support/command.js"
import { world } from "./support/world.js"

// oxlint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/\u001B\[[\d;]*[mK]/g, "")

const seeds = [
  { name: "plain", limit: 10, usage: 8.5 },
  { name: "👩‍👩‍👧 family", limit: 10, usage: 1 },
  { name: "שלום עולם", usage: 1234.5 },
  { name: "漢字の名前" },
  { name: "evil \u001b[31m\u001b]0;title\u0007 name" }
]

// Without util-linux's `script` there is no pseudo-terminal: vitest lists these as skipped then.
describe.skipIf(!hasTerminal)("in a terminal", () => {
  it("a list is a table as wide as the terminal, in colours, with unchanged names", async () => {
    await loadWidths("é")
    await using at = await world({ keys: seeds })
    const [wide, narrow, mono] = await Promise.all([
      at.inTerminal(["list"]),
      at.inTerminal(["list"], { cells: 40 }),
      at.inTerminal(["list"], { env: { NO_COLOR: "1" } })
    ])
    for (const [{ code, stdout }, cells] of [[wide, 80], [narrow, 40], [mono, 80]] as const) {
      assert.strictEqual(code, 0, stdout)
      const lines = plain(stdout).trimEnd().split("\n")
      for (const line of lines) assert.isAtMost(widthOf(line), cells, line)
      assert.match(lines[0]!, /^NAME +.*SPENT/)
      assert.match(lines.at(-1)!, /^5 keys, \$/)
      assert.include(stdout, "👩‍👩‍👧 family")
      assert.include(stdout, "\u2068שלום עולם\u2069")
      assert.notInclude(stdout, "\u001b]0")
    }
    assert.include(wide.stdout, "\u001b[33m")
    assert.include(plain(wide.stdout), "███████░  85%")
    assert.notInclude(mono.stdout, "\u001b")
  })

  it("a change that cannot be undone is shown and needs a confirmation", async () => {
    await using at = await world({ keys: [{ name: "a" }, { name: "b" }] })
    const answers = [["y\n", 0], ["n\n", 1], ["\n", 1]] as const
    for (const [answer, code] of answers) {
      const running = at.startInTerminal(["delete", answer === "y\n" ? "a" : "b"])
      await running.says("[y/N]")
      running.child.stdin!.write(answer)
      const ended = await running.ended
      assert.strictEqual(ended.code, code, ended.stdout)
      assert.match(plain(ended.stdout), /NAME +STATE/)
    }
    assert.deepStrictEqual(at.sandbox.keys().map(({ name }) => name), ["b"])
  })

  it("Ctrl-C at a question changes nothing", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    const running = at.startInTerminal(["delete", "a"])
    await running.says("[y/N]")
    running.child.stdin!.write("\u0003")
    assert.strictEqual((await running.ended).code, 130)
    assert.lengthOf(at.sandbox.keys(), 1)
  })
})

describe("in a pipe", () => {
  it("there are no colours and no progress, even if colours are forced, and names are escaped", async () => {
    await using at = await world({ keys: seeds })
    const runs = await Promise.all([
      at.run(["list"], { env: { FORCE_COLOR: "1" } }),
      at.run(["list", "--json"]),
      at.run(["list", "--csv"]),
      at.run(["spend"]),
      runCommand(["list", "--help"])
    ])
    for (const { code, stderr, stdout } of runs) {
      assert.strictEqual(code, 0, stderr)
      assert.notInclude(stdout + stderr, "\u001b")
    }
    const names = (JSON.parse(runs[1].stdout) as ReadonlyArray<{ readonly name: string }>).map(({ name }) => name)
    assert.sameMembers(names, seeds.map(({ name }) => name))
  })
})
