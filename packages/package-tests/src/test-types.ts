/**
 * `npm run test:types`: type-checks sample programs with the packed packages, under several compilers and module
 * resolutions, including declaration files (`skipLibCheck: false`).
 *
 * Errors in other packages' declaration files are ignored if they also occur without our packages.
 */
import { cp, writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"
import { entriesOf, specifier } from "./entries.js"
import { copy, tools } from "./project.js"
import { typed, typedOnEffect4 } from "./projects.js"
import { run } from "./shell.js"
import { forEffect3, type Name, pack } from "./tarballs.js"

const compilers = {
  "TypeScript 5.4": "5.4.5",
  "TypeScript 5.9": "5.9.3",
  "TypeScript 6": "6.0.3",
  "TypeScript 7": "7.0.2"
}

interface Resolution {
  readonly module: string
  readonly moduleResolution: string
  /** Programs in the folder `usage`. */
  readonly usage: ReadonlyArray<string>
  /** Compilers that do not support this resolution, or with which it is not checked. */
  readonly unknownTo?: ReadonlyArray<string>
}

const all = ["entries.ts", "promises.ts", "effects.ts", "hooks.ts", "control.ts"]

const resolutions: Readonly<Record<string, Resolution>> = {
  NodeNext: { module: "NodeNext", moduleResolution: "NodeNext", usage: all },
  Bundler: { module: "ESNext", moduleResolution: "Bundler", usage: all },
  "Node16 in CommonJS": {
    module: "Node16",
    moduleResolution: "Node16",
    usage: ["entries.cts", "promises.cts", "hooks.cts", "control.ts"]
  },
  "Node10 in CommonJS": {
    module: "CommonJS",
    moduleResolution: "Node10",
    usage: ["entries.cts", "promises.cts"],
    unknownTo: ["TypeScript 6", "TypeScript 7"]
  }
}

/** The declarations of Effect 4 need a newer compiler than 5.4; 6 is between two that are checked. */
const unknownTo = ["TypeScript 5.4", "TypeScript 6"]

/** The sample programs for Effect 4 are in core-effect-4, where `effect` is that version. */
const resolutionsOnEffect4: Readonly<Record<string, Resolution>> = {
  "NodeNext, Effect 4": {
    module: "NodeNext",
    moduleResolution: "NodeNext",
    usage: ["entries.ts", "effects.ts"],
    unknownTo
  },
  "Bundler, Effect 4": { module: "ESNext", moduleResolution: "Bundler", usage: ["entries.ts", "effects.ts"], unknownTo }
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const alias = (compiler: string): string => compiler.toLowerCase().replace(" ", "-")

const settings = ({ module, moduleResolution }: Resolution) => ({
  module,
  moduleResolution,
  target: "ES2022",
  lib: ["ES2022", "ESNext.Disposable", "DOM", "DOM.Iterable"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true
})

/** The errors of a compiler, one per line. */
const errors = async (
  tsc: string,
  project: string,
  resolution: Resolution,
  files: ReadonlyArray<string>
): Promise<ReadonlyArray<string>> => {
  const config = join(project, "tsconfig.json")
  await writeFile(config, JSON.stringify({ compilerOptions: settings(resolution), files }))
  const output = await run(process.execPath, [tsc, "--project", config, "--pretty", "false"], { cwd: project }).catch(
    (error: Error) => error.message
  )
  const lines = output.split("\n").filter((line) => /error TS\d+/.test(line))
  if (lines.length === 0 && output.trim() !== "") throw new Error(output)
  return lines
}

/** Writes a program that imports every entry point of some packages. */
const writeEntries = async (project: string, file: string, packages: ReadonlyArray<Name>): Promise<void> => {
  const specifiers = []
  for (const name of packages) {
    const entries = (await entriesOf(project, name)).filter((entry) => !entry.endsWith(".json"))
    specifiers.push(...entries.map((entry) => specifier(name, entry)))
  }
  const imports = specifiers.map((specifier, index) => `import * as m${index} from "${specifier}"`)
  const used = `export const modules = [${specifiers.map((_, index) => `m${index}`).join(", ")}]`
  await writeFile(join(project, "usage", file), [...imports, used, ""].join("\n"))
}

/** Type-checks and prints the errors. Returns whether our packages have none. */
const passes = async (
  compiler: string,
  tsc: string,
  project: string,
  name: string,
  resolution: Resolution
): Promise<boolean> => {
  const started = performance.now()
  const found = await errors(tsc, project, resolution, resolution.usage.map((file) => `usage/${file}`))
  const theirs = found.length === 0 ? [] : await errors(tsc, project, resolution, ["usage/control.ts"])
  const ours = found.filter((error) => !theirs.includes(error))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const others = theirs.length === 0 ? "" : `, ${theirs.length} errors without our packages`
  print(`${ours.length === 0 ? "passed" : "FAILED"}  ${compiler}, ${name}, ${seconds} s${others}`)
  for (const error of ours) print(`  ${error}`)
  for (const error of new Set(theirs)) print(`  theirs: ${error}`)
  return ours.length === 0
}

const tarballs = await pack()

const project = await typed(tarballs)
await copy(new URL("../src/usage", import.meta.url), project, "usage")
await writeEntries(project, "entries.ts", forEffect3)
await writeEntries(project, "entries.cts", ["protocol", "adapters"])
for (const name of ["promises", "hooks"]) {
  await cp(join(project, "usage", `${name}.ts`), join(project, "usage", `${name}.cts`))
}

const onEffect4 = await typedOnEffect4(tarballs)
await copy(new URL("../../core-effect-4/test/usage", import.meta.url), onEffect4, "usage")
await writeEntries(onEffect4, "entries.ts", ["protocol", "core-effect-4"])

const folder = await tools(
  "compilers",
  Object.fromEntries(
    Object.entries(compilers).map(([compiler, version]) => [alias(compiler), `npm:typescript@${version}`])
  )
)
for (const compiler of Object.keys(compilers)) {
  const tsc = join(folder, "node_modules", alias(compiler), "bin", "tsc")
  for (const [server, all] of [[project, resolutions], [onEffect4, resolutionsOnEffect4]] as const) {
    for (const [name, resolution] of Object.entries(all)) {
      if (resolution.unknownTo?.includes(compiler) === true) continue
      if (!await passes(compiler, tsc, server, name, resolution)) process.exitCode = 1
    }
  }
}
