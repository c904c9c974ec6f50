import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { runCommand } from "./support/command.js"
import { world } from "./support/world.js"

const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

const secret = /sk-or-v1-[0-9a-f]{64}/

describe("list", () => {
  it("writes tab-separated values in a pipe, and JSON and CSV by option", async () => {
    await using at = await world({ state: undefined, keys: [{ name: "a", limit: 5, usage: 2 }, { name: "b, \"c\"" }] })
    const [tsv, json, some, csv] = await Promise.all([
      at.run(["list", "--sort", "name"]),
      at.run(["list", "--json"]),
      at.run(["list", "--json", "name,limit", "--sort", "name"]),
      at.run(["list", "--csv", "--sort", "name"])
    ])
    const [first, second] = at.sandbox.keys()
    assert.strictEqual(tsv.stderr, "")
    assert.deepStrictEqual(lines(tsv.stdout).map((line) => line.split("\t")), [
      [first!.hash, "a", "active", "2", "5", "3", "", "", first!.label],
      [second!.hash, "b, \"c\"", "active", "0", "", "", "", "", second!.label]
    ])
    assert.sameDeepMembers(JSON.parse(json.stdout), at.sandbox.keys().map((key) => ({ ...key, state: "active" })))
    assert.deepStrictEqual(JSON.parse(some.stdout), [{ name: "a", limit: 5 }, { name: "b, \"c\"", limit: null }])
    assert.match(csv.stdout, /^hash,name,label,.*\r\n[0-9a-f]{64},a,.*\r\n[0-9a-f]{64},"b, ""c""",/)
    assert.deepStrictEqual([tsv.code, json.code, some.code, csv.code], [0, 0, 0, 0])
  })
})

describe("create", () => {
  it("puts the secret into its sink, and nowhere else", async () => {
    await using at = await world()
    writeFileSync(join(at.home, ".env"), "# mine\nOTHER=1\n")
    const made = await at.run([
      "create",
      "CI",
      "--limit",
      "5",
      "--reset",
      "monthly",
      "--expires",
      "90d",
      "--to",
      "env-file:.env#KEY"
    ])
    assert.strictEqual(made.code, 0, made.stderr)
    const env = readFileSync(join(at.home, ".env"), "utf8")
    assert.match(env, /^# mine\nOTHER=1\nKEY=sk-or-v1-[0-9a-f]{64}\n$/)
    assert.strictEqual(statSync(join(at.home, ".env")).mode & 0o777, 0o600)
    assert.notMatch(made.stdout + made.stderr, secret)
    const [key] = at.sandbox.keys()
    assert.deepInclude(key, { name: "CI", limit: 5, limitReset: "monthly" })
    assert.approximately(Date.parse(key!.expiresAt!), Date.now() + 90 * 86_400_000, 60_000)
    assert.deepStrictEqual(made.stdout.split("\t").slice(0, 3), ["created", key!.hash, "CI"])
  })

  it("prints the secret and nothing else on standard output with --show", async () => {
    await using at = await world()
    const [plain, json] = await Promise.all([
      at.run(["create", "a", "--show"]),
      at.run(["create", "b", "--show", "--json"])
    ])
    assert.match(plain.stdout, /^sk-or-v1-[0-9a-f]{64}\n$/)
    assert.notMatch(plain.stderr, secret)
    assert.match((JSON.parse(json.stdout) as [{ key: string }])[0].key, secret)
  })

  it("passes the secret to a program on its standard input, not in its arguments or environment", async () => {
    await using at = await world()
    const script = "cat > got; env > environment; tr '\\0' ' ' < /proc/$$/cmdline > arguments"
    const made = await at.run(["create", "CI", "--to", `command:sh -c "${script}"`])
    assert.strictEqual(made.code, 0, made.stderr)
    const read = (name: string) => readFileSync(join(at.home, name), "utf8")
    const got = read("got")
    assert.match(got, secret)
    assert.notInclude(read("environment"), got)
    assert.notInclude(read("arguments"), got)
  })
})

describe("changes", () => {
  it("need --yes without a terminal if they cannot be undone", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    const { code, stderr } = await at.run(["delete", "a"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /--yes.*Nothing was changed\.\n$/)
    assert.lengthOf(at.sandbox.keys(), 1)
  })
})

describe("the management key", () => {
  it("that is rejected is exit code 4, in one line", async () => {
    await using at = await world({ keys: [{ name: "a", key: `sk-or-v1-${"0a".repeat(32)}` }] })
    const runs = await Promise.all([
      at.run(["list"], { env: { OPENROUTER_MANAGEMENT_KEY: "sk-or-v1-wrong" } }),
      at.run(["list"], { env: { OPENROUTER_MANAGEMENT_KEY: `sk-or-v1-${"0a".repeat(32)}` } })
    ])
    for (const { code, stderr, stdout } of runs) {
      assert.deepStrictEqual([code, stdout], [4, ""])
      assert.match(stderr, /^openrouter-keys: .*\n$/)
      assert.notInclude(stderr, "0a".repeat(8))
    }
  })
})

describe("the command line", () => {
  it("has a version and help, and reports errors with exit code 2", async () => {
    const [version, help, list, ...wrong] = await Promise.all([
      runCommand(["--version"]),
      runCommand(["--help"]),
      runCommand(["list", "--help"]),
      ...[
        ["lst"],
        ["list", "--stat", "x"],
        ["list", "--state", "x"]
      ].map((args) => runCommand(args))
    ])
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
    assert.match(help.stdout, /^Manage OpenRouter API keys/)
    assert.isBelow(list.stdout.indexOf("Examples"), list.stdout.indexOf("Usage"))
    for (const { code, stderr, stdout } of wrong) {
      assert.deepStrictEqual([code, stdout], [2, ""], stderr)
      assert.match(stderr, /^openrouter-keys: [^\n]*--help[^\n]*\n$/)
    }
    assert.include(wrong[0]!.stderr, "did you mean list?")
    assert.include(wrong[1]!.stderr, "did you mean --state?")
  })

  it("takes options before, between and after arguments, and anything after --", async () => {
    await using at = await world({ keys: [{ name: "--odd" }, { name: "1" }, { name: "true" }] })
    const runs = await Promise.all([
      at.run(["get", "--json=name", "--", "--odd"]),
      at.run(["disable", "--yes", "1", "--json", "name", "true"])
    ])
    assert.deepStrictEqual(runs.map(({ stdout }) => JSON.parse(stdout) as unknown), [
      { name: "--odd" },
      [{ name: "1" }, { name: "true" }]
    ])
    assert.isFalse(existsSync(join(at.home, "state")))
  })
})
