import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { runCommand, tempFolder } from "./support/command.js"

/** Words that a shell offers at the end of each line. */
type Complete = (lines: ReadonlyArray<string>) => ReadonlyArray<ReadonlyArray<string>>

interface Shell {
  readonly name: string
  /** Prepares a folder for the script of the completions. */
  readonly prepare: (script: string, folder: string) => Complete
}

const wordsOf = (text: string): ReadonlyArray<string> => text.split("\n").filter((word) => word !== "").sort()

const execute = (program: string, args: ReadonlyArray<string>, cwd: string): string =>
  execFileSync(program, args, { cwd, encoding: "utf8", env: { PATH: process.env["PATH"], HOME: cwd, TERM: "xterm" } })

const bash: Shell = {
  name: "bash",
  prepare: (script, folder) => (lines) =>
    lines.map((line) => {
      const words = line.split(" ")
      const call = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}`
      const program = `${script}\n${call}; _openrouter_keys; printf '%s\\n' "\${COMPREPLY[@]}"`
      writeFileSync(join(folder, "complete.bash"), program)
      return wordsOf(execute("bash", ["--norc", "complete.bash"], folder))
    })
}

const zsh: Shell = {
  name: "zsh",
  prepare: (script, folder) => {
    writeFileSync(join(folder, "_openrouter-keys"), script)
    const program = fileURLToPath(new URL("support/complete.zsh", import.meta.url))
    return (lines) => execute("zsh", ["-f", program, folder, ...lines], folder).split("--\n").slice(0, -1).map(wordsOf)
  }
}

const fish: Shell = {
  name: "fish",
  prepare: (script, folder) => {
    writeFileSync(join(folder, "completions.fish"), script)
    return (lines) =>
      lines.map((line) => {
        const offered = execute("fish", ["--no-config", "-c", `source completions.fish; complete -C "${line}"`], folder)
        return wordsOf(offered.replaceAll(/\t.*/g, ""))
      })
  }
}

const expected: Readonly<Record<string, ReadonlyArray<string>>> = {
  // Commands, options, and values of options and arguments.
  "openrouter-keys wh": ["whoami"],
  "openrouter-keys bulk ": ["create"],
  "openrouter-keys list --st": ["--state"],
  "openrouter-keys list --state ex": ["exhausted", "expired"],
  "openrouter-keys rotate x --keep": ["--keep-disabled"],
  "openrouter-keys bulk create x --conc": ["--concurrency"],
  "openrouter-keys completions f": ["fish"],
  // Files where a file is meant, and nowhere else.
  "openrouter-keys watch budg": ["budgets.yaml"],
  "openrouter-keys serve --budgets budg": ["budgets.yaml"],
  "openrouter-keys get budg": [],
  "openrouter-keys create x --limit budg": []
}

for (const { name, prepare } of [bash, zsh, fish]) {
  // Where the shell is missing, vitest lists these as skipped.
  describe.skipIf(spawnSync(name, ["-c", "true"]).status !== 0)(`completions of ${name}`, () => {
    it("offer commands, options, values, and files where a file is meant", async () => {
      const { code, stdout } = await runCommand(["completions", name])
      assert.strictEqual(code, 0)
      const folder = tempFolder()
      writeFileSync(join(folder, "budgets.yaml"), "")
      const lines = Object.keys(expected)
      const offered = prepare(stdout, folder)(lines)
      assert.deepStrictEqual(Object.fromEntries(lines.map((line, index) => [line, offered[index]])), expected)
    })
  })
}

describe("completions", () => {
  it("are there for no other shell", async () => {
    const { code, stderr } = await runCommand(["completions", "tcsh"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /must be bash, zsh or fish/)
  })
})
