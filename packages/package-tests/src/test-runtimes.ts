/**
 * `npm run test:runtimes`: runs the smoke suite with the packed packages on every runtime, and checks the table in
 * docs/runtimes.md. With `--write`, it writes the table.
 */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"
import { copy, create, tools } from "./project.js"
import { packages } from "./projects.js"
import { sources } from "./runtimes/index.js"
import type { Source } from "./runtimes/runtime.js"
import { type Row, sameExceptChromium, table, withTable } from "./runtimes/table.js"
import { withSandbox } from "./sandbox.js"
import { pack, root } from "./tarballs.js"
import { current } from "./versions.js"

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const prepare = async (): Promise<string> => {
  const packed = await pack()
  const project = await create("runtimes", {
    dependencies: {
      ...current,
      ...packages(packed)
    }
  })
  await copy(new URL("smoke", import.meta.url), project, "smoke")
  return project
}

/** Runs the suite on a runtime. A runtime that does not start counts as failed. */
const runScenario = async ({ name, open }: Source, folder: string, project: string): Promise<Row> => {
  try {
    const { smoke, version } = await open(folder)
    return { name, version, results: await withSandbox(project, async (server) => smoke({ server, project })) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { name, version: "", results: [{ name: "starting the runtime", error: message }] }
  }
}

const report = ({ results, name, version }: Row, seconds: number): void => {
  const failures = results.filter(({ error }) => error !== undefined)
  print(`${failures.length === 0 ? "passed" : "FAILED"}  ${name} ${version}, ${seconds.toFixed(1)} s`)
  for (const { error, name } of failures) print(`  ${name}\n    ${error?.replaceAll("\n", "\n    ")}`)
}

const runAll = async (): Promise<ReadonlyArray<Row>> => {
  const project = await prepare()
  const folder = await tools("tools", Object.assign({}, ...sources.map(({ packages }) => packages)))
  const rows = []
  for (const source of sources) {
    const started = performance.now()
    const row = await runScenario(source, folder, project)
    report(row, (performance.now() - started) / 1000)
    rows.push(row)
  }
  return rows
}

const page = join(root, "docs", "runtimes.md")

const rows = await runAll()
print(`\n${table(rows)}\n`)

const text = await readFile(page, "utf8")
const updated = withTable(text, rows)
if (rows.some(({ results }) => results.some(({ error }) => error !== undefined))) {
  process.exitCode = 1
} else if (process.argv.includes("--write")) {
  await writeFile(page, updated)
} else if (!sameExceptChromium(text, updated)) {
  process.stderr.write("The table in docs/runtimes.md is out of date. Run npm run test:runtimes -- --write\n")
  process.exitCode = 1
}
