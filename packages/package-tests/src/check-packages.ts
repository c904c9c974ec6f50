/** `npm run check:packages`: checks the packed packages in projects like those of users. */
import process from "node:process"
import {
  attw,
  checkBothModuleSystems,
  checkCommand,
  checkEffect4Message,
  checkFiles,
  checkImports,
  checkInstalledPackages,
  checkIsolation,
  checkIsolationOnEffect4,
  checkRotation,
  checkSharedErrors,
  checkSingleCopies,
  checkSourceMaps,
  lint,
  runReadme,
  runSmoke
} from "./checks.js"
import {
  adaptersByNpm,
  adaptersByPnpm,
  besideEffect,
  besideEffect4,
  besideOldestEffect,
  cliOnly,
  coreBesideEffect4,
  fleetOnly,
  onBothEffects,
  onEffect3,
  onEffect4
} from "./projects.js"
import { assert } from "./smoke/scenario.js"
import { forEffect3, type Name, pack, type Tarballs } from "./tarballs.js"
import { current, effect4, oldest } from "./versions.js"

type Check = () => Promise<unknown>

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Runs a check and prints its time and failure. Returns whether it passed. */
const passes = async (name: string, check: Check): Promise<boolean> => {
  const started = performance.now()
  const failure = await check().then(
    () => undefined,
    (error: unknown) => error instanceof Error ? error.message : "failed without an error"
  )
  print(
    `${failure === undefined ? "passed" : "FAILED"}  ${name}, ${((performance.now() - started) / 1000).toFixed(1)} s`
  )
  if (failure !== undefined) print(`  ${failure.replaceAll("\n", "\n  ")}`)
  return failure === undefined
}

/** Checks in a project. The first check is that it installs. */
const inProject = (
  who: string,
  create: (tarballs: Tarballs) => Promise<string>,
  checks: (project: string) => Readonly<Record<string, Check>>
) =>
async (tarballs: Tarballs): Promise<boolean> => {
  let project = ""
  const installs = await passes(`${who}: installs`, async () => project = await create(tarballs))
  if (!installs) return false
  const results = []
  for (const [name, check] of Object.entries(checks(project))) results.push(await passes(`${who}: ${name}`, check))
  return results.every(Boolean)
}

const checkAdapters = (project: string) => ({
  "the adapters work as ES modules and as CommonJS": async () => checkBothModuleSystems(project)
})

const adaptersOnly = (project: string) => ({
  ...checkAdapters(project),
  "only protocol is installed with the adapters": async () => {
    const kilobytes = await checkInstalledPackages(project)
    assert(kilobytes < 1_000, `together they are below 1 MB: ${kilobytes.toFixed(0)} kB`)
  },
  "stack traces show the sources": async () => checkSourceMaps(project)
})

/** Checks of each published package. */
const checkPackage = (
  project: string,
  tarballs: Tarballs,
  some: ReadonlyArray<Name>
): Readonly<Record<string, Check>> =>
  Object.fromEntries(some.flatMap((name) => [
    [`files of ${name}`, async () => checkFiles(project, name)],
    [`publint of ${name}`, async () => lint(name, tarballs)],
    [`types of ${name}`, async () => attw(name, tarballs, project)],
    [`import and require of ${name}`, async () => checkImports(project, name)]
  ]))

/** The project whose sandbox the others use. */
let withSandboxes = ""

const groups = (tarballs: Tarballs) => [
  inProject("with Effect 3", async (packed) => withSandboxes = await besideEffect(packed), (project) => ({
    ...checkPackage(project, tarballs, forEffect3),
    "one copy of Effect": async () => checkSingleCopies(project, current),
    "the adapters do not affect the program's Effect": async () => checkIsolation(project),
    "smoke suite": async () => runSmoke(project)
  })),
  inProject("with the oldest Effect 3", besideOldestEffect, (project) => ({
    "one copy of Effect": async () => checkSingleCopies(project, oldest),
    "the adapters do not affect the program's Effect": async () => checkIsolation(project),
    "the fleet rotates": async () => checkRotation(project),
    "smoke suite": async () => runSmoke(project)
  })),
  inProject("core only", onEffect3, (project) => ({
    "the program of the README runs": async () => runReadme(project, "core", withSandboxes)
  })),
  inProject("core for Effect 4", onEffect4, (project) => ({
    ...checkPackage(project, tarballs, ["core-effect-4"]),
    "one copy of Effect": async () => checkSingleCopies(project, effect4),
    "the program of the README runs": async () => runReadme(project, "core-effect-4", withSandboxes),
    "the adapters do not affect the program's Effect": async () => checkIsolationOnEffect4(project),
    ...checkAdapters(project)
  })),
  inProject("both cores and the adapters", onBothEffects, (project) => ({
    "errors are shared": async () => checkSharedErrors(project),
    ...checkAdapters(project)
  })),
  inProject("fleet only", fleetOnly, (project) => ({
    "import and require of fleet": async () => checkImports(project, "fleet"),
    "rotates in memory and in a file": async () => checkRotation(project)
  })),
  inProject("the command", cliOnly, (project) => ({
    "publint of cli": async () => lint("cli", tarballs),
    "lists, creates and rotates, without Effect": async () => checkCommand(project, withSandboxes)
  })),
  inProject("adapters without Effect", adaptersByNpm, adaptersOnly),
  inProject("adapters without Effect, installed by pnpm", adaptersByPnpm, checkAdapters),
  inProject("adapters with Effect 4", besideEffect4, checkAdapters),
  inProject("core with Effect 4", coreBesideEffect4, (project) => ({
    "fails to load, as its README says": async () => checkEffect4Message(project)
  }))
]

const tarballs = await pack()
const results = []
for (const group of groups(tarballs)) results.push(await group(tarballs))
if (!results.every(Boolean)) process.exitCode = 1
