import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { world } from "./support/world.js"

const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

describe("list", () => {
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
    const twice = await at.run(["plan", "-", "--api-key-stdin"], { env: none, input: at.sandbox.managementKey })
    assert.strictEqual(twice.code, 2, twice.stderr)
    assert.match(twice.stderr, /Standard input can be read only once/)
  })
})
