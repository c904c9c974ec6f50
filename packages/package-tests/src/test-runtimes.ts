/**
 * `npm run test:runtimes`: plays the smoke suite on every runtime, from the packages as they would be published, and sees
 * that the table in docs/runtimes.md says the same. With `--write`, it writes the table.
 */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"
import { copy, create, tools } from "./project.js"
import { packages } from "./projects.js"
import { sources } from "./runtimes/index.js"
import type { Source } from "./runtimes/runtime.js"
import { type Row, sameButForChromium, table, withTable } from "./runtimes/table.js"
import { withSandbox } from "./sandbox.js"
import { pack, root } from "./tarballs.js"
import { current } from "./versions.js"

const say = (text: string): void => void process.stdout.write(`${text}\n`)

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

/** What keeps a runtime from starting is a failure too. */
const play = async ({ name, open }: Source, folder: string, project: string): Promise<Row> => {
  try {
    const { smoke, version } = await open(folder)
    return { name, version, findings: await withSandbox(project, async (place) => smoke({ place, project })) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { name, version: "", findings: [{ name: "the runtime itself", error: message }] }
  }
}

const report = ({ findings, name, version }: Row, seconds: number): void => {
  const failures = findings.filter(({ error }) => error !== undefined)
  say(`${failures.length === 0 ? "passed" : "FAILED"}  ${name} ${version}, ${seconds.toFixed(1)} s`)
  for (const { error, name } of failures) say(`  ${name}\n    ${error?.replaceAll("\n", "\n    ")}`)
}

const playAll = async (): Promise<ReadonlyArray<Row>> => {
  const project = await prepare()
  const folder = await tools("tools", Object.assign({}, ...sources.map(({ packages }) => packages)))
  const rows = []
  for (const source of sources) {
    const started = performance.now()
    const row = await play(source, folder, project)
    report(row, (performance.now() - started) / 1000)
    rows.push(row)
  }
  return rows
}

const page = join(root, "docs", "runtimes.md")

const rows = await playAll()
say(`\n${table(rows)}\n`)

const text = await readFile(page, "utf8")
const updated = withTable(text, rows)
if (rows.some(({ findings }) => findings.some(({ error }) => error !== undefined))) {
  process.exitCode = 1
} else if (process.argv.includes("--write")) {
  await writeFile(page, updated)
} else if (!sameButForChromium(text, updated)) {
  process.stderr.write("The table in docs/runtimes.md says something else: npm run test:runtimes -- --write\n")
  process.exitCode = 1
}
