/**
 * `npm run test:recipes`: installs each recipe from the packed packages and runs its tests with a sandbox. `npm run
 * test:recipes -- msw` runs only that recipe.
 */
import { rm } from "node:fs/promises"
import process from "node:process"
import { checkNext } from "./next.js"
import { installRecipe, recipes } from "./recipes.js"
import { withSandbox } from "./sandbox.js"
import { npm } from "./shell.js"
import type { TestServer } from "./smoke/scenario.js"
import { pack, root, type Tarballs } from "./tarballs.js"

const print = (text: string): void => void process.stdout.write(`${text}\n`)

type Check = (project: string, server: TestServer) => Promise<unknown>

/** Runs the tests of a recipe. */
const runTests: Check = async (project) => npm(["test"], { cwd: project })

/** Runs the tests of a recipe that uses the sandbox. */
const runTestsOnSandbox: Check = async (project, { managementKey, url }) =>
  npm(["test"], { cwd: project, env: { OPENROUTER_API_KEY: managementKey, OPENROUTER_BASE_URL: url } })

const checks: Readonly<Record<string, Check>> = { next: checkNext, "react-native": runTestsOnSandbox }

/** Tests a recipe. Removes its folder, unless it failed. */
const attempt = async (name: string, tarballs: Tarballs): Promise<void> => {
  const project = await installRecipe(name, tarballs)
  try {
    await withSandbox(root, async (server) => (checks[name] ?? runTests)(project, server))
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nSee ${project}`, { cause: error })
  }
  await rm(project, { recursive: true })
}

/** Tests a recipe and prints the result. Returns whether it passed. */
const passes = async (name: string, tarballs: Tarballs): Promise<boolean> => {
  const started = performance.now()
  const failure = await attempt(name, tarballs).then(() => undefined, (error: Error) => error.message)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  print(`${failure === undefined ? "passed" : "FAILED"}  ${name}, ${seconds} s`)
  if (failure !== undefined) print(`  ${failure.replaceAll("\n", "\n  ")}`)
  return failure === undefined
}

const wanted = process.argv.slice(2)
const tarballs = await pack()
for (const name of wanted.length > 0 ? wanted : await recipes()) {
  if (!await passes(name, tarballs)) process.exitCode = 1
}
