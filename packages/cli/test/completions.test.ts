import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { runCommand, tempFolder } from "./support/command.js"

describe("completions", () => {
  it("for bash complete commands, options and values", async () => {
    const { code, stdout } = await runCommand(["completions", "bash"])
    assert.strictEqual(code, 0)
    const script = join(tempFolder(), "completions.bash")
    const complete = (...words: ReadonlyArray<string>): ReadonlyArray<string> => {
      const given = ["openrouter-keys", ...words].map((word) => `'${word}'`).join(" ")
      writeFileSync(
        script,
        `${stdout}\nCOMP_WORDS=(${given}); COMP_CWORD=${words.length}; _openrouter_keys; printf '%s\\n' "\${COMPREPLY[@]}"`
      )
      return execFileSync("bash", [script], { encoding: "utf8" }).split("\n").filter((word) => word !== "")
    }
    assert.deepStrictEqual(complete("wh"), ["whoami"])
    assert.deepStrictEqual(complete("bulk", ""), ["create"])
    assert.deepStrictEqual(complete("list", "--st"), ["--state"])
    assert.deepStrictEqual(complete("list", "--state", "ex"), ["expired", "exhausted"])
    assert.deepStrictEqual(complete("rotate", "x", "--keep"), ["--keep-disabled"])
    assert.include(complete("bulk", "create", "--"), "--concurrency")
  })

  it("exist for zsh and fish, and for no other shell", async () => {
    const [zsh, fish, other] = await Promise.all(
      ["zsh", "fish", "tcsh"].map((shell) => runCommand(["completions", shell]))
    )
    assert.match(zsh!.stdout, /^#compdef openrouter-keys\n/)
    assert.include(zsh!.stdout, "'--state[Only keys in this state]:STATE:(active disabled expired exhausted)'")
    assert.include(
      fish!.stdout,
      "complete -c openrouter-keys -f -n '__fish_use_subcommand' -a whoami -d 'Shows the key"
    )
    assert.deepStrictEqual([zsh!.code, fish!.code, other!.code], [0, 0, 2])
  })
})
