/** Checks of the published packages. Each check throws if it fails. */
import { access, readdir, readFile, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import process from "node:process"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { entriesOf, specifier } from "./entries.js"
import { copy } from "./project.js"
import { withSandbox } from "./sandbox.js"
import { npm, run, type RunOptions } from "./shell.js"
import { assert, equal, received } from "./smoke/scenario.js"
import type { ScenarioResult } from "./smoke/suite.js"
import { type Name, packageName, root, type Tarballs } from "./tarballs.js"

/** The export condition that resolves packages to their sources, used only in this workspace. */
const workspaceCondition = "@openrouter-keys/source"

/** Packages published without sources. Their modules are readable, and their declarations have the doc comments. */
const hasNoSources = (name: Name): boolean => name === "protocol"

/** Runs publint and fails on any message, including suggestions. */
export const lint = async (name: Name, tarballs: Tarballs): Promise<void> => {
  const file = await readFile(tarballs[name])
  const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
  const { messages: all, pkg } = await publint({ pack: { tarball }, strict: true })
  const messages = hasNoSources(name) ? all.filter(({ path }) => !path.includes(workspaceCondition)) : all
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"))
}

/**
 * The package contains README, license and changelog, and a source map with its source for every module and
 * declaration, so that "go to definition" works.
 */
export const checkFiles = async (project: string, name: Name): Promise<void> => {
  const folder = join(project, "node_modules", packageName(name))
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) await access(join(folder, file))
  const files = await readdir(join(folder, "dist"), { recursive: true })
  const maps = files.filter((file) => file.endsWith(".map")).map((file) => join(folder, "dist", file))
  if (!hasNoSources(name)) {
    // CommonJS has no source maps. ES modules and CommonJS share declarations, so a declaration has a map in one place.
    const modules = files.filter((file) => file.endsWith(".js") && !file.startsWith("cjs"))
    const mapped = new Set(
      files.filter((file) => file.endsWith(".map")).map((file) => file.replace(/^(?:esm|cjs)\//, ""))
    )
    const declarations = files.filter((file) => file.endsWith(".d.ts"))
    const missing = [...modules, ...declarations].filter((file) =>
      !mapped.has(`${file.replace(/^(?:esm|cjs)\//, "")}.map`)
    )
    equal(missing, [], "files without a source map")
  }
  for (const map of maps) {
    const { sources, sourcesContent = [] } = JSON.parse(await readFile(map, "utf8")) as SourceMap
    for (const [index, source] of sources.entries()) {
      if (typeof sourcesContent[index] !== "string") await access(join(dirname(map), source))
    }
  }
}

interface SourceMap {
  readonly sources: ReadonlyArray<string>
  readonly sourcesContent?: ReadonlyArray<string | null>
}

/** Packages that are also published as CommonJS. */
const isDual = (name: Name): boolean => name === "protocol" || name === "adapters"

/**
 * Runs attw ("Are the types wrong?"). ESM packages are checked as NodeNext and bundlers resolve them, dual packages
 * also as CommonJS.
 */
export const attw = async (name: Name, tarballs: Tarballs, project: string): Promise<void> => {
  const entries = await entriesOf(project, name)
  const program = join(root, "node_modules", ".bin", "attw")
  const profile = isDual(name) ? "strict" : "esm-only"
  await run(program, [tarballs[name], "--profile", profile, "--entrypoints", ...entries], { cwd: root })
}

/** The versions of all copies of a package in a project. */
const copies = async (project: string, name: string): Promise<ReadonlyArray<string>> =>
  (JSON.parse(await npm(["query", `[name="${name}"]`], { cwd: project })) as ReadonlyArray<
    { readonly version: string }
  >)
    .map(({ version }) => version)

/** Each package is installed once, in the given version. */
export const checkSingleCopies = async (project: string, versions: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, version] of Object.entries(versions)) equal(await copies(project, name), [version], name)
}

/** Runs a program in a project. */
const program = async (project: string, text: string, env: RunOptions["env"] = {}): Promise<string> => {
  const path = join(project, "program.mjs")
  await writeFile(path, text)
  return run(process.execPath, [path], { cwd: project, env })
}

/**
 * Every entry point can be imported and required, with the same names. Values are the same too, except in dual
 * packages.
 */
export const checkImports = async (project: string, name: Name): Promise<void> => {
  const specifiers = (await entriesOf(project, name)).map((entry) => specifier(name, entry))
  if (specifiers.length < 3) throw new Error(`too few entry points: ${specifiers.join(", ")}`)
  const modules = JSON.stringify(specifiers.filter((specifier) => !specifier.endsWith(".json")))
  await program(
    project,
    `import { createRequire } from "node:module"
    const require = createRequire(import.meta.url)
    for (const specifier of ${modules}) {
      const imported = await import(specifier), required = require(specifier)
      for (const name of Object.keys(imported)) {
        if (!(name in required)) throw new Error(specifier + " has no " + name + " when required")
        if (imported[name] !== required[name] && !${
      isDual(name)
    }) throw new Error(specifier + " has two copies of " + name)
      }
    }
    const { code } = await import("${packageName(name)}/internal/any").catch((error) => error)
    if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw new Error("an internal module can be imported")`
  )
}

/** The first program of a package's README creates, changes and deletes a key. */
export const runReadme = async (project: string, name: Name, sandboxOf: string): Promise<void> => {
  const page = await readFile(join(project, "node_modules", packageName(name), "README.md"), "utf8")
  const [, text] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? []
  if (text === undefined) throw new Error("the README has no program")
  await withSandbox(sandboxOf, async (server) => {
    const printed = await program(project, text, {
      OPENROUTER_API_KEY: server.managementKey,
      OPENROUTER_BASE_URL: server.url
    })
    assert(
      /created sk-or-v1-.{0,20}\.\.\..*, \d+ characters/.test(printed),
      `the program prints the created key: ${printed}`
    )
    for (const operation of ["create", "update", "delete"]) equal(await received(server, operation), 1, operation)
  })
}

/** Runs the smoke suite on this Node. */
export const runSmoke = async (project: string): Promise<void> => {
  await copy(new URL("smoke", import.meta.url), project, "smoke")
  const script = join(project, "smoke", "command.js")
  const results = await withSandbox(
    project,
    async (server) =>
      JSON.parse(
        await run(process.execPath, [script, JSON.stringify(server)], { cwd: project })
      ) as ReadonlyArray<ScenarioResult>
  )
  const failures = results.filter(({ error }) => error !== undefined)
  if (failures.length > 0) throw new Error(failures.map(({ error, name }) => `${name}: ${error}`).join("\n"))
}

/** The adapters install only the protocol. Returns the installed size in kB. */
export const checkInstalledPackages = async (project: string): Promise<number> => {
  const scope = join(project, "node_modules", "@openrouter-keys")
  equal((await readdir(scope)).sort(), ["adapters", "protocol"], "packages installed with the adapters")
  const files = await readdir(scope, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    files.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)))
  )
  return sizes.reduce((sum, { size }) => sum + size, 0) / 1000
}

/** ES modules and CommonJS work in one program, and `instanceof` accepts errors of the other one. */
export const checkBothModuleSystems = async (project: string): Promise<void> => {
  await program(
    project,
    `import { createRequire } from "node:module"
    import { InvalidRequest, NotFound, OpenRouter } from "@openrouter-keys/adapters"
    import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
    const required = createRequire(import.meta.url)("@openrouter-keys/adapters")
    if (required.NotFound === NotFound) throw new Error("both module systems share one class, so this tests nothing")
    const error = await new required.OpenRouter({ apiKey: "" }).apiKeys.create({ name: "" }).catch((error) => error)
    if (!(error instanceof InvalidRequest)) throw error
    const { fetch, managementKey: apiKey } = makeFakeOpenRouter()
    for (const Client of [OpenRouter, required.OpenRouter]) {
      const { apiKeys } = new Client({ apiKey, fetch })
      const { data: { hash } } = await apiKeys.create({ name: "Both" })
      await apiKeys.delete({ hash })
      const missing = await apiKeys.get({ hash }).catch((error) => error)
      if (!(missing instanceof NotFound && missing instanceof required.NotFound)) throw missing
    }`
  )
}

/** Runs a program that uses the adapters and its own Effect. `own` is the end of the program, after a first `call`. */
const runWithOwnEffect = async (project: string, own: string): Promise<string> =>
  program(
    project,
    `import { OpenRouter } from "@openrouter-keys/adapters"
    import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
    const { fetch, managementKey: apiKey } = makeFakeOpenRouter()
    const call = () => new OpenRouter({ apiKey, fetch }).apiKeys.create({ name: "Beside" })
    await call()
    const { Config, Effect, Metric } = await import("effect")
    const counter = Metric.counter("own")
    ${own}`,
    { OWN: "set" }
  )

/** The Effect bundled in the adapters and the program's Effect share no state. */
export const checkIsolation = async (project: string): Promise<void> => {
  const printed = await runWithOwnEffect(
    project,
    `await Effect.runPromise(Effect.zipRight(Config.string("OWN"), Effect.promise(call)))
    const { count } = await Effect.runPromise(Effect.zipRight(Metric.increment(counter), Metric.value(counter)))
    process.stdout.write(String(count))`
  )
  equal(printed, "1", "output of a program with its own Effect")
}

/** The same with Effect 4, the version that the adapters bundle. */
export const checkIsolationOnEffect4 = async (project: string): Promise<void> => {
  const printed = await runWithOwnEffect(
    project,
    `await Effect.runPromise(Effect.andThen(Config.String("OWN"), Effect.promise(call)))
    const { count } = await Effect.runPromise(Effect.andThen(Metric.update(counter, 1), Metric.value(counter)))
    const all = await Effect.runPromise(Metric.snapshot)
    process.stdout.write(count + " of " + all.map(({ id }) => id))`
  )
  equal(printed, "1 of own", "output of a program with its own Effect")
}

/** In one process with both versions of Effect, an error of one package is an error to the others. */
export const checkSharedErrors = async (project: string): Promise<void> => {
  for (const [member, core] of [["three", "core"], ["four", "core-effect-4"]] as const) {
    await writeFile(
      join(project, member, "program.mjs"),
      `import { ApiKeys, OpenRouterError } from "${packageName(core)}"
      import { ApiKeysTest } from "${packageName(core)}/testing"
      import { Effect } from "effect"
      export const { NotFound } = OpenRouterError
      const missing = Effect.flip(ApiKeys.get({ hash: "missing" }))
      export const error = await Effect.runPromise(Effect.provide(missing, ApiKeysTest.layer()))`
    )
  }
  await program(
    project,
    `import { NotFound, OpenRouter } from "@openrouter-keys/adapters"
    import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
    import * as four from "./four/program.mjs"
    import * as three from "./three/program.mjs"
    const { fetch, managementKey: apiKey } = makeFakeOpenRouter()
    const error = await new OpenRouter({ apiKey, fetch }).apiKeys.get({ hash: "missing" }).catch((error) => error)
    for (const Class of [NotFound, three.NotFound, four.NotFound]) {
      for (const each of [error, three.error, four.error]) if (!(each instanceof Class)) throw each
    }`
  )
}

/** With source maps, the stack of an error shows lines of the adapters' sources. */
export const checkSourceMaps = async (project: string): Promise<void> => {
  const stack = await program(
    project,
    `import { OpenRouter } from "@openrouter-keys/adapters"
    const fetch = () => { throw new Error("thrown by the caller") }
    const { cause } = await new OpenRouter({ apiKey: "a", fetch }).apiKeys.list().catch((error) => error)
    process.stdout.write(cause.stack)`,
    { NODE_OPTIONS: "--enable-source-maps" }
  )
  assert(
    /adapters[\\/]src[\\/]internal[\\/]call\.ts:\d+/.test(stack),
    `the stack shows our source: ${stack}`
  )
}

/** The command runs without Effect and without the other packages. */
export const checkCommand = async (project: string, withSandboxes: string): Promise<void> => {
  const folder = join(project, "node_modules", packageName("cli"))
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) await access(join(folder, file))
  for (const name of ["effect", "@effect/cli", packageName("core"), packageName("fleet")]) {
    equal(await copies(project, name), [], name)
  }
  await withSandbox(withSandboxes, async ({ managementKey, url }) => {
    const env = {
      OPENROUTER_BASE_URL: url,
      OPENROUTER_MANAGEMENT_KEY: managementKey,
      XDG_STATE_HOME: join(project, "state")
    }
    const command = async (...args: ReadonlyArray<string>) =>
      run("npx", ["--no-install", "openrouter-keys", ...args], { cwd: project, env })
    assert(/^\d+\.\d+\.\d+\n$/.test(await command("--version")), "it has a version")
    assert((await command("list", "--all")).trim().split("\n").length === 150, "it lists all keys")
    const [action] = (await command("create", "CI", "--limit", "5", "--to", "file:ci.key")).split("\t")
    equal(action, "created", "what became of a key")
    const rotated = await command("rotate", "CI", "--to", "file:ci.key", "--json", "step,state")
    equal(JSON.parse(rotated), [{ step: "grace", state: "active" }], "a rotation")
  })
}

/** Rotates a key on each engine until the old key is deleted. The new secret works. */
export const checkRotation = async (project: string): Promise<void> => {
  const printed = await program(
    project,
    `import { ApiKeys } from "@openrouter-keys/core"
    import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
    import { Fleet, Rotation, SecretSink } from "@openrouter-keys/fleet"
    import { Effect, Layer, Stream } from "effect"
    import { createHash } from "node:crypto"
    import { readFileSync } from "node:fs"

    const rotate = Effect.gen(function*() {
      const { data: old } = yield* ApiKeys.create({ name: "prod/checkout", limit: 5 })
      const to = SecretSink.envFile({ file: "rotated.env", variable: "OPENROUTER_API_KEY" })
      const id = yield* Rotation.start({ hash: old.hash, to, grace: 0, drain: 0, keepDisabled: 0 })
      yield* Stream.runDrain(Rotation.watch(id))
      const [key, ...others] = yield* (yield* FakeOpenRouter).keys
      const secret = readFileSync("rotated.env", "utf8").trim().slice("OPENROUTER_API_KEY=".length)
      const isIt = createHash("sha256").update(secret).digest("hex") === key.hash
      return [key.name, key.limit, key.hash !== old.hash, isIt, others.length].join(" ")
    })
    for (const engine of [Fleet.layerMemory, Fleet.layerLocal({ file: "fleet.db" })]) {
      const layer = Layer.provideMerge(engine, ApiKeysTest.layer())
      console.log(await Effect.runPromise(Effect.provide(rotate, layer)))
    }`
  )
  equal(printed.trim().split("\n"), Array(2).fill("prod/checkout 5 true true 0"), "keys after a rotation, by engine")
}

/** Core cannot be loaded with Effect 4. Its README explains the error message and the solution. */
export const checkEffect4Message = async (project: string): Promise<void> => {
  const message = await program(
    project,
    `await import("@openrouter-keys/core").then(
      () => { throw new Error("the core was loaded") },
      (error) => process.stdout.write(error.code + ": " + error.message)
    )`
  )
  assert(
    /^ERR_MODULE_NOT_FOUND: Cannot find module '.*[\\/]effect[\\/]dist[\\/]/.test(message),
    `the error names the missing Effect module: ${message}`
  )
  const page = await readFile(join(project, "node_modules", packageName("core"), "README.md"), "utf8")
  assert(/`ERR_MODULE_NOT_FOUND`[^.]*`effect\/dist\/…`/.test(page), "the README of core explains it")
}
