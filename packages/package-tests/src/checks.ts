/** What a package manager, a program and a compiler find in the packages as published. Each check throws a finding. */
import { access, readdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import process from "node:process"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { entriesOf, specifier } from "./entries.js"
import { copy } from "./project.js"
import { withSandbox } from "./sandbox.js"
import { npm, run } from "./shell.js"
import { equal, hold } from "./smoke/scenario.js"
import type { Finding } from "./smoke/suite.js"
import { type Name, packageName, root, type Tarballs } from "./tarballs.js"

/** What publint finds, suggestions included. */
export const lint = async (name: Name, tarballs: Tarballs): Promise<void> => {
  const file = await readFile(tarballs[name])
  const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"))
}

/** What people look for beside the code, and the source of every declaration and every module, for "go to definition". */
export const brings = async (project: string, name: Name): Promise<void> => {
  const folder = join(project, "node_modules", packageName(name))
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) await access(join(folder, file))
  const files = await readdir(join(folder, "dist"), { recursive: true })
  const maps = files.filter((file) => file.endsWith(".map")).map((file) => join(folder, "dist", file))
  equal(maps.length, files.filter((file) => file.endsWith(".js")).length * 2, "maps")
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(map, "utf8")) as { readonly sources: ReadonlyArray<string> }
    for (const source of sources) await access(join(dirname(map), source))
  }
}

/** Packages that also come as CommonJS, for those who cannot `require` an ES module. */
const isDual = (name: Name): boolean => name === "protocol"

/** Are the types wrong? As seen by NodeNext and by bundlers: what is ESM alone has no types for CommonJS of old. */
export const attw = async (name: Name, tarballs: Tarballs, project: string): Promise<void> => {
  const entries = await entriesOf(project, name)
  const program = join(root, "node_modules", ".bin", "attw")
  const profile = isDual(name) ? "node16" : "esm-only"
  await run(program, [tarballs[name], "--profile", profile, "--entrypoints", ...entries], { cwd: root })
}

/** Versions of a package in a project, one for each copy. */
export const copies = async (project: string, name: string): Promise<ReadonlyArray<string>> =>
  (JSON.parse(await npm(["query", `[name="${name}"]`], { cwd: project })) as ReadonlyArray<
    { readonly version: string }
  >)
    .map(({ version }) => version)

/** Each of these packages is there once, in this version. */
export const onlyCopies = async (project: string, versions: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, version] of Object.entries(versions)) equal(await copies(project, name), [version], name)
}

/** Runs a program in a project. */
const program = async (project: string, text: string): Promise<string> => {
  const path = join(project, "program.mjs")
  await writeFile(path, text)
  return run(process.execPath, [path], { cwd: project })
}

/** Every entry point can be imported and required, which gives the same names, and the same values but in dual packages. */
export const loads = async (project: string, name: Name): Promise<void> => {
  const specifiers = (await entriesOf(project, name)).map((entry) => specifier(name, entry))
  if (specifiers.length < 3) throw new Error(`hardly any entry points: ${specifiers.join(", ")}`)
  const modules = JSON.stringify(specifiers.filter((specifier) => !specifier.endsWith(".json")))
  await program(
    project,
    `import { createRequire } from "node:module"
    const require = createRequire(import.meta.url)
    for (const specifier of ${modules}) {
      const imported = await import(specifier), required = require(specifier)
      for (const name of Object.keys(imported)) {
        if (!(name in required)) throw new Error(specifier + " has no " + name + " where it is required")
        if (imported[name] !== required[name] && !${isDual(name)}) throw new Error(specifier + " has two of " + name)
      }
    }
    const { code } = await import("${packageName(name)}/internal/any").catch((error) => error)
    if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw new Error("what is internal can be imported")`
  )
}

/** The smoke suite on this Node. */
export const smokes = async (project: string): Promise<void> => {
  await copy(new URL("smoke", import.meta.url), project, "smoke")
  const script = join(project, "smoke", "command.js")
  const findings = await withSandbox(
    project,
    async (place) =>
      JSON.parse(
        await run(process.execPath, [script, JSON.stringify(place)], { cwd: project })
      ) as ReadonlyArray<Finding>
  )
  const failures = findings.filter(({ error }) => error !== undefined)
  if (failures.length > 0) throw new Error(failures.map(({ error, name }) => `${name}: ${error}`).join("\n"))
}

/** Which Effect the adapters work with. */
export const effectOfAdapters = async (project: string): Promise<string> =>
  program(
    project,
    `import { createRequire } from "node:module"
    import { InvalidRequest, OpenRouter } from "@openrouter-keys/adapters"
    const error = await new OpenRouter({ apiKey: "" }).apiKeys.create({ name: "" }).catch((error) => error)
    if (!(error instanceof InvalidRequest)) throw error
    const adapters = createRequire(import.meta.resolve("@openrouter-keys/adapters"))
    process.stdout.write(adapters("effect/package.json").version)`
  )

/** The core cannot be loaded beside Effect 4; what Node says then is on the core's page, with what to do about it. */
export const explainsEffect4 = async (project: string): Promise<void> => {
  const message = await program(
    project,
    `await import("@openrouter-keys/core").then(
      () => { throw new Error("the core was loaded") },
      (error) => process.stdout.write(error.code + ": " + error.message)
    )`
  )
  hold(
    /^ERR_MODULE_NOT_FOUND: Cannot find module '.*[\\/]effect[\\/]dist[\\/]/.test(message),
    `Effect is missed: ${message}`
  )
  const page = await readFile(join(project, "node_modules", packageName("core"), "README.md"), "utf8")
  hold(/`ERR_MODULE_NOT_FOUND`[^.]*`effect\/dist\/…`/.test(page), "the page of the core explains it")
}
