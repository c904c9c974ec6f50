import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { type World, world } from "./support/world.js"

const secret = /sk-or-v1-[0-9a-f]{64}/

const firstField = (text: string): string => text.split("\t")[0]!

const namesOf = ({ sandbox }: World): Array<string> =>
  sandbox.keys().map(({ disabled, name }) => `${name}${disabled ? " (disabled)" : ""}`).sort()

describe("rotate", () => {
  it("puts a new secret into its sink and waits; confirm and resume continue it", async () => {
    await using at = await world({ keys: [{ name: "CI", limit: 5, limitReset: "monthly" }] })
    const [old] = at.sandbox.keys()
    const rotated = await at.run(["rotate", "CI", "--to", "env-file:.env#KEY", "--drain", "0"])
    assert.strictEqual(rotated.code, 0, rotated.stderr)
    assert.notMatch(rotated.stdout + rotated.stderr, secret)
    assert.match(readFileSync(join(at.home, ".env"), "utf8"), secret)
    const id = firstField(rotated.stdout)
    assert.sameMembers(namesOf(at), ["CI", `CI [rotation ${id}]`])

    const shown = await at.run(["rotations", id.slice(0, 6), "--json", "id,step,state,predecessor"])
    assert.deepStrictEqual(JSON.parse(shown.stdout), { id, step: "grace", state: "active", predecessor: old!.hash })
    const again = await at.run(["rotate", "CI", "--to", "file:other"])
    assert.strictEqual(again.code, 1)

    const confirmed = await at.run(["confirm", id])
    assert.strictEqual(confirmed.code, 0, confirmed.stderr)
    assert.sameMembers(namesOf(at), ["CI", `CI [retired ${id}] (disabled)`])
    const resumed = await at.run(["resume", "--json", "step,state"])
    assert.deepStrictEqual(JSON.parse(resumed.stdout), [{ step: "keep", state: "active" }], resumed.stderr)
    const state = join(at.home, "state", "openrouter-keys")
    assert.strictEqual(statSync(state).mode & 0o777, 0o700)
    assert.strictEqual(statSync(join(state, "fleet.db")).mode & 0o777, 0o600)
    assert.notMatch(readFileSync(join(state, "fleet.db"), "latin1"), secret)
  })

  it("deletes the old key at once where the step keep is confirmed by name, which is asked", async () => {
    await using at = await world({ keys: [{ name: "CI" }] })
    const rotated = await at.run(["rotate", "CI", "--to", "file:key", "--grace", "1h", "--drain", "0"])
    const id = firstField(rotated.stdout)
    const early = await at.run(["confirm", id, "--step", "keep", "--yes"])
    assert.strictEqual(early.code, 1)
    assert.match(early.stderr, /is at step grace, and has not reached step keep yet\.\n$/)
    assert.strictEqual((await at.run(["confirm", id, "--step", "grace"])).code, 0)
    const again = await at.run(["confirm", id, "--step", "grace"])
    assert.strictEqual(again.code, 0, again.stderr)
    const unnamed = await at.run(["confirm", id])
    assert.strictEqual(unnamed.code, 1)
    assert.include(unnamed.stderr, `openrouter-keys confirm ${id} --step keep`)
    const unasked = await at.run(["confirm", id, "--step", "keep"])
    assert.strictEqual(unasked.code, 2)
    assert.match(unasked.stderr, /--yes.*Nothing was changed\.\n$/)
    assert.sameMembers(namesOf(at), ["CI", `CI [retired ${id}] (disabled)`])
    const confirmed = await at.run(["confirm", id, "--step", "keep", "--yes", "--json", "step,state"])
    assert.deepStrictEqual(JSON.parse(confirmed.stdout), [{ step: "delete", state: "done" }], confirmed.stderr)
    assert.deepStrictEqual(namesOf(at), ["CI"])
  })

  it("waits for a sink that takes its time, and says why one fails", async () => {
    await using at = await world({ keys: [{ name: "slow" }, { name: "broken" }] })
    const slow = await at.run(["rotate", "slow", "--to", "command:sh -c 'sleep 3; cat > got'"])
    assert.strictEqual(slow.code, 0, slow.stderr)
    assert.match(readFileSync(join(at.home, "got"), "utf8"), secret)
    const broken = await at.run(["rotate", "broken", "--to", "command:sh -c 'sleep 1; exit 3'"])
    assert.strictEqual(broken.code, 1)
    assert.match(broken.stderr, /not stored: .*status 3.*The rotation was cancelled; the old key still works\.\n$/)
  })

  it("is rolled back by cancel, and if the sink fails", async () => {
    await using at = await world({ keys: [{ name: "a" }, { name: "b" }] })
    const failed = await at.run(["rotate", "a", "--to", "command:false"])
    assert.strictEqual(failed.code, 1)
    assert.match(failed.stderr, /The rotation was cancelled; the old key still works\.\n$/)
    const rotated = await at.run(["rotate", "b", "--to", "file:b.key"])
    assert.strictEqual(rotated.code, 0, rotated.stderr)
    const cancelled = await at.run(["cancel", firstField(rotated.stdout)])
    assert.strictEqual(cancelled.code, 0, cancelled.stderr)
    assert.match(cancelled.stdout, /\tcancelled\t/)
    for (const key of at.sandbox.keys().filter(({ name }) => name === "a" || name === "b")) assert.isFalse(key.disabled)
    const [open, all, none] = await Promise.all([
      at.run(["rotations"]),
      at.run(["rotations", "--all"]),
      at.run(["rotate", "a"])
    ])
    assert.strictEqual(open.stdout, "")
    assert.lengthOf(all.stdout.trim().split("\n"), 2)
    assert.strictEqual(none.code, 2)
  })
})

describe("declared keys", () => {
  const declaration = `version: 1
scope: { prefix: "prod/" }
keys:
  - { name: prod/a, limit: 5, to: "file:a.key" }
  - { name: prod/b, limit: null, to: "file:b.key" }
`

  it("are planned and applied, and then there is nothing to do", async () => {
    await using at = await world({ keys: [{ name: "prod/old" }, { name: "prod/b" }] })
    writeFileSync(join(at.home, "openrouter-keys.yaml"), declaration)
    const [plan, detailed] = await Promise.all([
      at.run(["plan", "--json", "change,name"]),
      at.run(["plan", "--detailed-exitcode", "--out", "plan.json"])
    ])
    assert.deepStrictEqual(JSON.parse(plan.stdout), [{ change: "create", name: "prod/a" }])
    assert.match(plan.stderr, /^1 to create; 1 key as declared; 1 not declared\.\nNot declared: "prod\/old"/)
    assert.deepStrictEqual([plan.code, detailed.code], [0, 3])
    assert.strictEqual((await at.run(["apply", "plan.json"])).code, 2)
    const applied = await at.run(["apply", "plan.json", "--yes"])
    assert.strictEqual(applied.code, 0, applied.stderr)
    assert.match(readFileSync(join(at.home, "a.key"), "utf8"), secret)
    assert.sameMembers(namesOf(at), ["prod/a", "prod/b", "prod/old"])
    assert.strictEqual((await at.run(["plan", "--detailed-exitcode"])).code, 0)
    const pruned = await at.run(["apply", "--prune", "--yes"])
    assert.match(pruned.stdout, /^disable\tprod\/old\t/)
    assert.sameMembers(namesOf(at), ["prod/a", "prod/b", "prod/old (disabled)"])
    const exported = await at.run(["export", "--prefix", "prod/a"])
    assert.match(exported.stdout, /- name: prod\/a\n {4}limit: 5\n/)
  })

  it("with errors change nothing, and neither do changes that give more with --refuse-more", async () => {
    await using at = await world({ keys: [{ name: "prod/a", limit: 1 }] })
    writeFileSync(join(at.home, "wrong.yaml"), "version: 1\nscope: { prefix: prod/ }\nkeys:\n  - name: prod/a\n")
    writeFileSync(join(at.home, "more.yaml"), declaration)
    writeFileSync(join(at.home, "nowhere.yaml"), declaration.replace(", to: \"file:b.key\"", ""))
    const [wrong, missing, more, nowhere, twice] = await Promise.all([
      at.run(["plan", "wrong.yaml"]),
      at.run(["plan", "missing.yaml"]),
      at.run(["apply", "more.yaml", "--yes", "--refuse-more"]),
      at.run(["apply", "nowhere.yaml", "--yes"]),
      at.run(["apply", "more.yaml", "--dry-run"])
    ])
    assert.deepStrictEqual([wrong, missing, more, nowhere, twice].map(({ code }) => code), [1, 1, 1, 1, 0])
    assert.match(wrong.stderr, /^openrouter-keys: wrong\.yaml:4:5: keys\[0\]\.limit is missing/)
    assert.match(more.stderr, /gives more/)
    assert.deepStrictEqual(namesOf(at), ["prod/a"])
  })
})

describe("spending", () => {
  it("is shown by key, user and prefix, and reported by a watch, once", async () => {
    await using at = await world({ keys: [{ name: "prod/a", externalUser: "ada" }, { name: "dev/b" }] })
    const [a] = at.sandbox.keys()
    await at.sandbox.spend(a!.hash, 9)
    const budgets =
      "version: 1\nbudgets:\n  - { name: production, keys: { prefix: prod/ }, limit: 10, period: month }\n"
    writeFileSync(join(at.home, "budgets.yaml"), budgets)
    const users = await at.run(["spend", "--by", "user", "--period", "month", "--json", "group,usage"])
    assert.deepStrictEqual(JSON.parse(users.stdout), [{ group: "ada", usage: 9 }])
    const inverted = await at.run(["spend", "--from", "2026-02-01", "--to", "2026-01-31"])
    assert.strictEqual(inverted.code, 2)
    assert.match(inverted.stderr, /--from 2026-02-01 is after --to 2026-01-31\.\n$/)
    const prefixes = await at.run(["spend", "--by", "prefix", "--csv"])
    assert.strictEqual(prefixes.stdout, "period,group,name,keys,usage,byokUsage\r\n,prod/,prod/,1,9,0\r\n")
    const first = await at.run(["watch", "budgets.yaml", "--once"])
    assert.strictEqual(first.code, 0, first.stderr)
    const told = first.stdout.trim().split("\n").map((line) => line.split("\t")[1])
    // Whether there is a forecast, too, depends on the day of the month.
    assert.deepStrictEqual(told.filter((tag) => tag !== "BudgetForecast"), ["BudgetThreshold", "BudgetThreshold"])
    assert.strictEqual((await at.run(["watch", "budgets.yaml", "--once"])).stdout, "")
    await at.sandbox.spend(a!.hash, 1)
    // A dry run changes no key, and reports nothing for good.
    const disabling = budgets.replace("period: month", "period: month, then: disable")
    writeFileSync(join(at.home, "disabling.yaml"), disabling)
    for (let run = 0; run < 2; run++) {
      const dry = await at.run(["watch", "disabling.yaml", "--dry-run"])
      assert.strictEqual(dry.code, 0, dry.stderr)
      assert.match(dry.stdout, /\tBudgetThreshold\t/)
    }
    assert.isFalse(at.sandbox.keys().some(({ disabled }) => disabled))
    const json = await at.run(["watch", "budgets.yaml", "--once", "--json"])
    assert.deepInclude(JSON.parse(json.stdout), { _tag: "BudgetThreshold", budget: "production", threshold: 1 })
    writeFileSync(join(at.home, "budgets.yaml"), budgets.replace("limit", "limt"))
    const wrong = await at.run(["watch", "budgets.yaml", "--once"])
    assert.strictEqual(wrong.code, 1)
    assert.match(wrong.stderr, /budgets\[0\]\.limt/)
  })
})

describe("bulk create", () => {
  it("creates a key for each line, and missing ones on the second run", async () => {
    await using at = await world()
    writeFileSync(join(at.home, "keys.csv"), "name,limit,user\nada,5,a\n../bob,none,b\n")
    const args = ["bulk", "create", "keys.csv", "--to", "file:keys/{id}.key"]
    const [dry, same, dotted, twice, nowhere, wrong] = await Promise.all([
      at.run([...args, "--dry-run"]),
      at.run(["bulk", "create", "keys.csv", "--to", "file:key", "--dry-run"]),
      at.run(["bulk", "create", "-"], { input: "name,to\na,file:x/../key\nb,file:key\n" }),
      at.run(["bulk", "create", "-", "--to", "file:{name}"], { input: "id,name\n1,a\n1,b\n" }),
      at.run(["bulk", "create", "keys.csv"]),
      at.run(["bulk", "create", "-", "--to", "file:{id}"], { input: "name,limt\na,5\n" })
    ])
    assert.deepStrictEqual(
      [dry, same, dotted, twice, nowhere, wrong].map(({ code }) => code),
      [0, 2, 2, 2, 2, 1]
    )
    assert.match(same.stderr, /"ada", "..\/bob" have the same sink.*\{id\}.*Nothing was created\.\n$/)
    assert.match(twice.stderr, /Two requests have the ID "1"\. Nothing was created\.\n$/)
    assert.deepStrictEqual(at.sandbox.keys(), [])
    const made = await at.run(args)
    assert.strictEqual(made.code, 0, made.stderr)
    assert.match(readFileSync(join(at.home, "keys", "ada.key"), "utf8"), secret)
    assert.match(readFileSync(join(at.home, "keys", "__bob.key"), "utf8"), secret)
    assert.deepStrictEqual(namesOf(at), ["../bob", "ada"])
    writeFileSync(join(at.home, "keys.csv"), "name,limit,user\nada,5,a\n../bob,none,b\neve,1,\n")
    const more = await at.run([...args, "--json", "id,result"])
    assert.sameDeepMembers(JSON.parse(more.stdout), [
      { id: "ada", result: "already" },
      { id: "../bob", result: "already" },
      { id: "eve", result: "created" }
    ])
  })
})
