import * as Effect from "effect/Effect"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { parse as parseYaml } from "yaml"
import { splitWords } from "../../fleet/src/internal/sink/command.js"
import { commands, groups, intro } from "../src/internal/commands.js"
import { normalise } from "../src/internal/normalise.js"
import { parse } from "../src/internal/parse.js"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const read = (path: string): string => readFileSync(`${root}${path}`, "utf8")

/** Command lines of a text, each without the program's name, redirections and what follows in a pipe. */
const linesOf = (text: string): ReadonlyArray<string> =>
  Array.from(
    text.matchAll(
      /(?:^|run: |- )(?:npx (?:--yes )?@openrouter-keys\/cli|npm run cli --|openrouter-keys) (?!COMMAND)([^\n`]+)/gm
    ),
    ([, line]) => line!.replace(/\s+[>|#] .*$/, "")
  )

const folder = "docs/examples/snippets/src/ci/"

const ci = readdirSync(`${root}${folder}`).map((name) => `${folder}${name}`)

const pages = ["docs/cli.md", "packages/cli/README.md", "README.md", ...ci]

describe("command lines", () => {
  const shown = [
    ...pages.flatMap((page) => linesOf(read(page))),
    ...[...commands.flatMap(({ examples }) => examples), ...intro.examples].map(([line]) =>
      line.replace(/\s+[>|#] .*$/, "")
    )
  ]

  it("in the docs and the help are valid", () => {
    assert.isAbove(shown.length, 60)
    for (const line of shown) {
      const read = normalise(splitWords(line) ?? [], commands)
      if (read._tag !== "Run") assert.fail(`${line}: ${JSON.stringify(read)}`)
      assert.isObject(Effect.runSync(parse(read.spec, read.argv)))
    }
  })

  it("in the help list each command once, with an example", () => {
    const names = groups.flatMap(([, paths]) => paths)
    assert.sameMembers([...names], commands.map(({ path }) => path.join(" ")))
    for (const { examples, path } of commands) {
      assert.isNotEmpty(examples)
      for (const [line] of examples) assert.isTrue(line.startsWith(path.join(" ")), line)
    }
  })
})

describe("recipes for CI", () => {
  it.each(ci)("%s is YAML, and is included in the docs", (path) => {
    assert.isObject(parseYaml(read(path), { strict: true, uniqueKeys: true }))
    assert.include(read("docs/cli.md"), read(path))
  })

  it("have the parts that GitHub and GitLab require", () => {
    const github = parseYaml(read(`${folder}github-actions.yaml`)) as {
      readonly on: object
      readonly jobs: Readonly<Record<string, { readonly "runs-on": string; readonly steps: ReadonlyArray<object> }>>
    }
    assert.containsAllKeys(github.on, ["pull_request", "push", "schedule"])
    for (const job of Object.values(github.jobs)) {
      assert.strictEqual(job["runs-on"], "ubuntu-latest")
      for (const step of job.steps) assert.isTrue("uses" in step || "run" in step)
    }
    const gitlab = parseYaml(read(`${folder}gitlab-ci.yaml`)) as Readonly<Record<string, unknown>> & {
      readonly stages: ReadonlyArray<string>
    }
    const jobs = Object.entries(gitlab).filter(([name]) => name !== "stages" && name !== "default")
    for (
      const [, job] of jobs as ReadonlyArray<
        readonly [string, { readonly stage: string; readonly script: ReadonlyArray<string> }]
      >
    ) {
      assert.include(gitlab.stages, job.stage)
      for (const line of job.script) assert.isString(line)
    }
  })
})
