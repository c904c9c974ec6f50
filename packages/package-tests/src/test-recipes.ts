/**
 * `npm run test:recipes`: installs each recipe as a user does, from the packages as they would be published, and runs its
 * tests beside a sandbox. With names, as in `npm run test:recipes -- msw`, only those.
 */
import { rm } from "node:fs/promises"
import process from "node:process"
import { checkNext } from "./next.js"
import { installRecipe, recipes } from "./recipes.js"
import { withSandbox } from "./sandbox.js"
import { npm } from "./shell.js"
import type { Place } from "./smoke/scenario.js"
import { pack, root, type Tarballs } from "./tarballs.js"

const say = (text: string): void => void process.stdout.write(`${text}\n`)

type Check = (project: string, place: Place) => Promise<unknown>

/** What a recipe's own tests say. */
const itsTests: Check = async (project) => npm(["test"], { cwd: project })

/** The same, of a recipe that asks the sandbox. */
const itsTestsOnSandbox: Check = async (project, { managementKey, url }) =>
  npm(["test"], { cwd: project, env: { OPENROUTER_API_KEY: managementKey, OPENROUTER_BASE_URL: url } })

const checks: Readonly<Record<string, Check>> = { next: checkNext, "react-native": itsTestsOnSandbox }

/** Tries a recipe. Its folder is removed, and left only where something failed. */
const attempt = async (name: string, tarballs: Tarballs): Promise<void> => {
  const project = await installRecipe(name, tarballs)
  try {
    await withSandbox(root, async (place) => (checks[name] ?? itsTests)(project, place))
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nSee ${project}`, { cause: error })
  }
  await rm(project, { recursive: true })
}

/** Whether a recipe works; what does not is printed. */
const passes = async (name: string, tarballs: Tarballs): Promise<boolean> => {
  const started = performance.now()
  const finding = await attempt(name, tarballs).then(() => undefined, (error: Error) => error.message)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  say(`${finding === undefined ? "passed" : "FAILED"}  ${name}, ${seconds} s`)
  if (finding !== undefined) say(`  ${finding.replaceAll("\n", "\n  ")}`)
  return finding === undefined
}

const wanted = process.argv.slice(2)
const tarballs = await pack()
for (const name of wanted.length > 0 ? wanted : await recipes()) {
  if (!await passes(name, tarballs)) process.exitCode = 1
}
