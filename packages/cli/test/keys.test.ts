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

  it("shows keys by state, disabled and expired ones included", async () => {
    await using at = await world({
      keys: [
        { name: "active" },
        { name: "off", disabled: true },
        { name: "late", expiresAt: "2020-01-01T00:00:00Z" },
        { name: "spent", limit: 1, usage: 2 }
      ]
    })
    const names = async (...args: ReadonlyArray<string>) =>
      lines((await at.run(["list", ...args])).stdout).map((line) => line.split("\t")[1])
    const [usual, disabled, all, ...states] = await Promise.all([
      names(),
      names("--disabled"),
      names("--all"),
      ...["active", "disabled", "expired", "exhausted"].map((state) => names("--state", state))
    ])
    assert.sameMembers(usual, ["active", "spent"])
    assert.sameMembers(disabled, ["active", "spent", "off"])
    assert.sameMembers(all, ["active", "off", "late", "spent"])
    assert.deepStrictEqual(states, [["active"], ["off"], ["late"], ["spent"]])
  })
})

describe("KEY", () => {
  it("is a hash, its first characters, a name or a label; several matches are listed", async () => {
    await using at = await world({ keys: [{ name: "one" }, { name: "same" }, { name: "same" }] })
    const key = at.sandbox.keys().find(({ name }) => name === "one")!
    const found = await Promise.all(
      [key.hash, key.hash.slice(0, 6), "one", key.label].map((text) => at.run(["get", text, "--json", "hash"]))
    )
    for (const { stdout } of found) assert.deepStrictEqual(JSON.parse(stdout), { hash: key.hash })
    const [several, none, short] = await Promise.all([
      at.run(["get", "same"]),
      at.run(["get", "nobody"]),
      at.run(["get", key.hash.slice(0, 5)])
    ])
    assert.strictEqual(short.code, 1, "a short beginning of a hash may be a name by accident")
    assert.strictEqual(several.code, 1)
    for (const { hash, name } of at.sandbox.keys()) {
      assert.strictEqual(several.stderr.includes(hash.slice(0, 16)), name === "same")
    }
    assert.deepStrictEqual([none.code, none.stdout], [1, ""])
    assert.match(none.stderr, /^openrouter-keys: No key matches "nobody"\..*\n$/)
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

  it("deletes the key if the sink fails", async () => {
    await using at = await world()
    const [program, folder] = await Promise.all([
      at.run(["create", "a", "--to", "command:sh -c 'exit 3'"]),
      at.run(["create", "b", "--to", "file:no/such/folder/key"])
    ])
    assert.deepStrictEqual([program.code, folder.code], [1, 1])
    assert.match(program.stderr, /sh ended with status 3\. The key was deleted again\.\n$/)
    assert.deepStrictEqual(at.sandbox.keys(), [])
  })

  it("creates nothing with --dry-run, and nothing without a sink", async () => {
    await using at = await world()
    const [dry, nowhere, both, wrong] = await Promise.all([
      at.run(["create", "a", "--show", "--dry-run"]),
      at.run(["create", "a", "--limit", "5"]),
      at.run(["create", "a", "--show", "--to", "file:x"]),
      at.run(["create", "a", "--to", "nowhere"])
    ])
    assert.deepStrictEqual([dry.code, nowhere.code, both.code, wrong.code], [0, 2, 2, 2])
    assert.match(dry.stdout, /^would create\t/)
    assert.deepStrictEqual(at.sandbox.calls(), [])
  })
})

describe("changes", () => {
  it("are made by update, enable, disable and delete", async () => {
    await using at = await world({ keys: [{ name: "a", limit: 5 }] })
    const steps = [
      ["update", "a", "--limit", "none", "--name", "b"],
      ["disable", "b"],
      ["enable", "b"],
      ["delete", "b", "--yes"]
    ]
    const said = []
    for (const step of steps) {
      const dry = await at.run([...step, "--dry-run"])
      assert.match(dry.stdout, /^would /, dry.stderr)
      const { code, stderr, stdout } = await at.run(step)
      assert.strictEqual(code, 0, stderr)
      said.push(stdout.split("\t")[0])
      if (step[0] === "update") assert.deepInclude(at.sandbox.keys()[0], { name: "b", limit: null })
      if (step[0] === "disable") assert.isTrue(at.sandbox.keys()[0]!.disabled)
      if (step[0] === "enable") assert.isFalse(at.sandbox.keys()[0]!.disabled)
    }
    assert.deepStrictEqual(said, ["updated", "disabled", "enabled", "deleted"])
    assert.deepStrictEqual(at.sandbox.keys(), [])
  })

  it("need --yes without a terminal if they cannot be undone", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    const { code, stderr } = await at.run(["delete", "a"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /--yes.*Nothing was changed\.\n$/)
    assert.lengthOf(at.sandbox.keys(), 1)
  })
})

describe("the management key", () => {
  it("comes from the environment, a file or standard input, and not from an argument", async () => {
    await using at = await world()
    const none = { OPENROUTER_MANAGEMENT_KEY: "" }
    writeFileSync(join(at.home, "key"), `${at.sandbox.managementKey}\n`)
    const runs = await Promise.all([
      at.run(["whoami", "--json", "isManagementKey"], {
        env: { ...none, OPENROUTER_API_KEY: at.sandbox.managementKey }
      }),
      at.run(["whoami", "--json", "isManagementKey", "--api-key-file", "key"], { env: none }),
      at.run(["whoami", "--json", "isManagementKey", "--api-key-stdin"], { env: none, input: at.sandbox.managementKey })
    ])
    for (const { stderr, stdout } of runs) assert.strictEqual(stdout, "{\n  \"isManagementKey\": true\n}\n", stderr)
    const [missing, argument] = await Promise.all([
      at.run(["list"], { env: none }),
      at.run(["list", "--api-key", at.sandbox.managementKey])
    ])
    assert.strictEqual(missing.code, 4)
    assert.match(missing.stderr, /OPENROUTER_MANAGEMENT_KEY/)
    assert.strictEqual(argument.code, 2)
    assert.notInclude(argument.stderr, at.sandbox.managementKey)
  })

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
