/** What a package manager, a program and a compiler find in the packages as published. Each check throws a finding. */
import { access, readdir, readFile, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import process from "node:process"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { entriesOf, specifier } from "./entries.js"
import { copy } from "./project.js"
import { withSandbox } from "./sandbox.js"
import { type Circumstances, npm, run } from "./shell.js"
import { equal, hold, received } from "./smoke/scenario.js"
import type { Finding } from "./smoke/suite.js"
import { type Name, packageName, root, type Tarballs } from "./tarballs.js"

/** The condition under which this workspace resolves its packages to their sources. Nobody else sets it. */
const workspaceCondition = "@openrouter-keys/source"

/** Packages that come without sources: their modules are readable, and their declarations have the doc comments. */
const hasNoSources = (name: Name): boolean => name === "protocol"

/** What publint finds, suggestions included. */
export const lint = async (name: Name, tarballs: Tarballs): Promise<void> => {
  const file = await readFile(tarballs[name])
  const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
  const { messages: all, pkg } = await publint({ pack: { tarball }, strict: true })
  const messages = hasNoSources(name) ? all.filter(({ path }) => !path.includes(workspaceCondition)) : all
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"))
}

/** What people look for beside the code, and the source of every declaration and every module, for "go to definition", where the package has sources. */
export const brings = async (project: string, name: Name): Promise<void> => {
  const folder = join(project, "node_modules", packageName(name))
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) await access(join(folder, file))
  // CommonJS comes without maps.
  const files = (await readdir(join(folder, "dist"), { recursive: true })).filter((file) => !file.startsWith("cjs"))
  const maps = files.filter((file) => file.endsWith(".map")).map((file) => join(folder, "dist", file))
  const mapped = hasNoSources(name) ? [] : files.filter((file) => /\.(?:js|d\.ts)$/.test(file))
  equal(maps.length, mapped.length, "maps")
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

/** Packages that also come as CommonJS, for those who cannot `require` an ES module. */
const isDual = (name: Name): boolean => name === "protocol" || name === "adapters"

/** Are the types wrong? What is ESM alone is looked at as NodeNext and bundlers do, dual packages as CommonJS of old, too. */
export const attw = async (name: Name, tarballs: Tarballs, project: string): Promise<void> => {
  const entries = await entriesOf(project, name)
  const program = join(root, "node_modules", ".bin", "attw")
  const profile = isDual(name) ? "strict" : "esm-only"
  await run(program, [tarballs[name], "--profile", profile, "--entrypoints", ...entries], { cwd: root })
}

/** Versions of a package in a project, one for each copy. */
const copies = async (project: string, name: string): Promise<ReadonlyArray<string>> =>
  (JSON.parse(await npm(["query", `[name="${name}"]`], { cwd: project })) as ReadonlyArray<
    { readonly version: string }
  >)
    .map(({ version }) => version)

/** Each of these packages is there once, in this version. */
export const onlyCopies = async (project: string, versions: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, version] of Object.entries(versions)) equal(await copies(project, name), [version], name)
}

/** Runs a program in a project. */
const program = async (project: string, text: string, env: Circumstances["env"] = {}): Promise<string> => {
  const path = join(project, "program.mjs")
  await writeFile(path, text)
  return run(process.execPath, [path], { cwd: project, env })
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

/** The program on the first screen of an installed package's page creates, changes and deletes a key. */
export const runsItsPage = async (project: string, name: Name, sandboxOf: string): Promise<void> => {
  const page = await readFile(join(project, "node_modules", packageName(name), "README.md"), "utf8")
  const [, text] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? []
  if (text === undefined) throw new Error("the page has no program")
  await withSandbox(sandboxOf, async (place) => {
    const printed = await program(project, text, {
      OPENROUTER_API_KEY: place.managementKey,
      OPENROUTER_BASE_URL: place.url
    })
    hold(/created sk-or-v1-.{0,20}\.\.\..*, \d+ characters/.test(printed), `it prints what it created: ${printed}`)
    for (const operation of ["create", "update", "delete"]) equal(await received(place, operation), 1, operation)
  })
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

/** The adapters bring the protocol and nothing else; in kB, as installed. */
export const bringsOnlyProtocol = async (project: string): Promise<number> => {
  const scope = join(project, "node_modules", "@openrouter-keys")
  equal((await readdir(scope)).sort(), ["adapters", "protocol"], "packages that come with the adapters")
  const files = await readdir(scope, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    files.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)))
  )
  return sizes.reduce((sum, { size }) => sum + size, 0) / 1000
}

/** Both module systems work, side by side: an error of one is an error to the other. */
export const worksInBothSystems = async (project: string): Promise<void> => {
  await program(
    project,
    `import { createRequire } from "node:module"
    import { InvalidRequest, NotFound, OpenRouter } from "@openrouter-keys/adapters"
    import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
    const required = createRequire(import.meta.url)("@openrouter-keys/adapters")
    if (required.NotFound === NotFound) throw new Error("there is one class: nothing is tested")
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

/** The output of a program with an Effect of its own. `own` is its end, after a first `call`. */
const besideOwnEffect = async (project: string, own: string): Promise<string> =>
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

/** The Effect in the adapters and the program's own have nothing in common, whichever is loaded first. */
export const keepsToItself = async (project: string): Promise<void> => {
  const printed = await besideOwnEffect(
    project,
    `await Effect.runPromise(Effect.zipRight(Config.string("OWN"), Effect.promise(call)))
    const { count } = await Effect.runPromise(Effect.zipRight(Metric.increment(counter), Metric.value(counter)))
    process.stdout.write(String(count))`
  )
  equal(printed, "1", "what a program with an Effect of its own prints")
}

/** The same beside the version of Effect that is in the adapters. */
export const keepsToItselfOnEffect4 = async (project: string): Promise<void> => {
  const printed = await besideOwnEffect(
    project,
    `await Effect.runPromise(Effect.andThen(Config.String("OWN"), Effect.promise(call)))
    const { count } = await Effect.runPromise(Effect.andThen(Metric.update(counter, 1), Metric.value(counter)))
    const all = await Effect.runPromise(Metric.snapshot)
    process.stdout.write(count + " of " + all.map(({ id }) => id))`
  )
  equal(printed, "1 of own", "what a program with an Effect of its own prints")
}

/** An error's stack, with source maps on, leads to lines of ours. */
export const mapsToSources = async (project: string): Promise<void> => {
  const stack = await program(
    project,
    `import { OpenRouter } from "@openrouter-keys/adapters"
    const fetch = () => { throw new Error("of the caller's") }
    const { cause } = await new OpenRouter({ apiKey: "a", fetch }).apiKeys.list().catch((error) => error)
    process.stdout.write(cause.stack)`,
    { NODE_OPTIONS: "--enable-source-maps" }
  )
  hold(
    /core-effect-4[\\/]src[\\/]internal[\\/]transport[\\/]transport\.ts:\d+/.test(stack),
    `the stack names our source: ${stack}`
  )
}

/** The command with nothing of an Effect or of our packages beside it. */
export const commandRuns = async (project: string, withSandboxes: string): Promise<void> => {
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
    hold(/^\d+\.\d+\.\d+\n$/.test(await command("--version")), "it has a version")
    hold((await command("list", "--all")).trim().split("\n").length === 150, "it lists all keys")
    const [action] = (await command("create", "CI", "--limit", "5", "--to", "file:ci.key")).split("\t")
    equal(action, "created", "what became of a key")
    const rotated = await command("rotate", "CI", "--to", "file:ci.key", "--json", "step,state")
    equal(JSON.parse(rotated), [{ step: "grace", state: "active" }], "a rotation")
  })
}

/** A rotation on each engine, from its start to the deletion of the old key; the new secret works. */
export const rotates = async (project: string): Promise<void> => {
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
