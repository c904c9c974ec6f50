/** `npm run check:packages`: the packages as they would be published, in projects as their users have them. */
import process from "node:process"
import {
  attw,
  brings,
  bringsOnlyProtocol,
  commandRuns,
  explainsEffect4,
  keepsToItself,
  keepsToItselfOnEffect4,
  lint,
  loads,
  mapsToSources,
  onlyCopies,
  rotates,
  runsItsPage,
  smokes,
  worksInBothSystems
} from "./checks.js"
import {
  besideEffect,
  besideEffect4,
  besideOldestEffect,
  commandAlone,
  coreBesideEffect4,
  fleetAlone,
  onEffect3,
  onEffect4,
  ordinary,
  ordinaryByPnpm
} from "./projects.js"
import { hold } from "./smoke/scenario.js"
import { forEffect3, type Name, pack, type Tarballs } from "./tarballs.js"
import { current, effect4, oldest } from "./versions.js"

type Check = () => Promise<unknown>

const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Whether a check passes; its time and its finding are printed. */
const passes = async (name: string, check: Check): Promise<boolean> => {
  const started = performance.now()
  const finding = await check().then(
    () => undefined,
    (error: unknown) => error instanceof Error ? error.message : "failed without an error"
  )
  say(`${finding === undefined ? "passed" : "FAILED"}  ${name}, ${((performance.now() - started) / 1000).toFixed(1)} s`)
  if (finding !== undefined) say(`  ${finding.replaceAll("\n", "\n  ")}`)
  return finding === undefined
}

/** The checks in a project, the first of which is that it installs. */
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

const adaptersWork = (project: string) => ({
  "works as ES modules and as CommonJS": async () => worksInBothSystems(project)
})

const adaptersAlone = (project: string) => ({
  ...adaptersWork(project),
  "only protocol came along": async () => {
    const kilobytes = await bringsOnlyProtocol(project)
    hold(kilobytes < 1_800, `both are below 1.8 MB: ${kilobytes.toFixed(0)} kB`)
  },
  "stack traces lead to the sources": async () => mapsToSources(project)
})

/** What holds for each published package. */
const isWhole = (project: string, tarballs: Tarballs, some: ReadonlyArray<Name>): Readonly<Record<string, Check>> =>
  Object.fromEntries(some.flatMap((name) => [
    [`what comes with ${name}`, async () => brings(project, name)],
    [`publint of ${name}`, async () => lint(name, tarballs)],
    [`types of ${name}`, async () => attw(name, tarballs, project)],
    [`import and require of ${name}`, async () => loads(project, name)]
  ]))

/** The project that has a sandbox for the others. */
let withSandboxes = ""

const groups = (tarballs: Tarballs) => [
  inProject("beside an Effect", async (packed) => withSandboxes = await besideEffect(packed), (project) => ({
    ...isWhole(project, tarballs, forEffect3),
    "one copy of it": async () => onlyCopies(project, current),
    "the adapters keep to their own": async () => keepsToItself(project),
    "smoke suite": async () => smokes(project)
  })),
  inProject("beside the oldest Effect", besideOldestEffect, (project) => ({
    "one copy of it": async () => onlyCopies(project, oldest),
    "the adapters keep to their own": async () => keepsToItself(project),
    "the fleet rotates": async () => rotates(project),
    "smoke suite": async () => smokes(project)
  })),
  inProject("on Effect 3", onEffect3, (project) => ({
    "the program of its page runs": async () => runsItsPage(project, "core", withSandboxes)
  })),
  inProject("on Effect 4", onEffect4, (project) => ({
    ...isWhole(project, tarballs, ["core-effect-4"]),
    "one copy of it": async () => onlyCopies(project, effect4),
    "the program of its page runs": async () => runsItsPage(project, "core-effect-4", withSandboxes),
    "the adapters keep to their own": async () => keepsToItselfOnEffect4(project),
    ...adaptersWork(project)
  })),
  inProject("the fleet", fleetAlone, (project) => ({
    "import and require of fleet": async () => loads(project, "fleet"),
    "rotates in memory and in a file": async () => rotates(project)
  })),
  inProject("the command", commandAlone, (project) => ({
    "publint of cli": async () => lint("cli", tarballs),
    "lists, creates and rotates, and brings no Effect": async () => commandRuns(project, withSandboxes)
  })),
  inProject("without an Effect", ordinary, adaptersAlone),
  inProject("without an Effect, by pnpm", ordinaryByPnpm, adaptersWork),
  inProject("beside Effect 4", besideEffect4, adaptersWork),
  inProject("the core beside Effect 4", coreBesideEffect4, (project) => ({
    "does not load, as its page says": async () => explainsEffect4(project)
  }))
]

const tarballs = await pack()
const results = []
for (const group of groups(tarballs)) results.push(await group(tarballs))
if (!results.every(Boolean)) process.exitCode = 1
