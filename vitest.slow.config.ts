import { configDefaults, defineConfig, mergeConfig } from "vitest/config"
import shared from "./vitest.shared.js"

/** `npm run test:slow`: what takes more than a few seconds, such as soaks, random input and processes of their own. */
const slow = mergeConfig(
  shared,
  defineConfig({
    test: {
      name: "slow",
      // What the tests of the sandbox and of the command run.
      globalSetup: ["packages/sandbox/test/bundle.ts", "packages/cli/test/support/bundle.ts"],
      maxWorkers: "100%",
      minWorkers: 1,
      testTimeout: 120_000,
      teardownTimeout: 10_000
    }
  })
)

const project = {
  ...slow,
  // In the place of the shared ones, which merging would add to.
  test: { ...slow.test, include: ["**/test/**/*.slow.test.{ts,tsx}"], exclude: configDefaults.exclude }
}

// Named as a project: without one, vitest reads `vitest.workspace.ts`, also beside a configuration of its own.
export default defineConfig({
  test: { projects: [project], maxWorkers: "100%", minWorkers: 1, poolOptions: { forks: { isolate: false } } }
})
