import { copyFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, inject, it } from "vitest"
import { keyCommands } from "../src/internal/keyCommands.js"
import { isAboutKeys } from "../src/route.js"
import { runCommand, tempFolder } from "./support/command.js"
import { world } from "./support/world.js"

const files = new Map(inject("bundledFiles").map((file) => [file.name, file]))

/** The modules that a file loads by itself, and through the files that it imports. */
const modulesOf = (name: string, seen = new Set<string>()): ReadonlySet<string> => {
  const file = files.get(name)
  if (file === undefined || seen.has(name)) return new Set()
  seen.add(name)
  const imported = file.imports.filter(({ isDynamic }) => !isDynamic).flatMap(({ name }) => [...modulesOf(name, seen)])
  return new Set([...file.inputs, ...imported])
}

/** The files that the command loads when it runs a module. */
const fileOf = (module: string): string => {
  const found = [...files.values()].find(({ inputs }) => inputs.includes(module))
  return found?.name ?? assert.fail(`${module} is in no file`)
}

const engine =
  /@effect\/(?:sql|cluster|workflow|rpc|experimental|platform-node)|libsql|undici|fleet\/src\/(?:Fleet|Rotation|Plan)/

describe("the bundle", () => {
  it("runs commands on single keys from one file, without fleet", async () => {
    await using at = await world({ keys: [{ name: "é" }, { name: "漢字" }] })
    const folder = tempFolder()
    for (const name of ["bin.js", "keyMain.js"]) copyFileSync(join(dirname(inject("cli")), name), join(folder, name))
    const lines = [["list", "--json"], ["get", "é", "--debug"], ["disable", "漢字"]]
    const run = (line: ReadonlyArray<string>) =>
      runCommand(line, { env: at.env, bin: join(folder, "bin.js"), cwd: at.home })
    for (const { code, stderr } of await Promise.all(lines.map(run))) assert.strictEqual(code, 0, stderr)
    for (const module of modulesOf("keyMain.js")) {
      assert.notMatch(module, engine)
      assert.notMatch(module, /fleet\/|yaml/)
    }
  })

  it("sends those command lines there that name one of these commands", () => {
    for (const { path } of keyCommands) assert.isTrue(isAboutKeys([...path, "x"]))
    const others = [["create", "x"], ["rotate", "list"], ["list", "--help"], ["help", "list"], ["lst"], []]
    for (const words of others) assert.isFalse(isAboutKeys(words), words.join(" "))
  })

  it("loads no engine and no database for help, completions and a create", () => {
    for (const file of ["main.js", fileOf("src/commands/completions.ts"), fileOf("src/commands/create.ts")]) {
      for (const module of modulesOf(file)) assert.notMatch(module, engine, file)
    }
    assert.isTrue([...modulesOf(fileOf("src/commands/rotate.ts"))].some((module) => engine.test(module)))
  })
})
