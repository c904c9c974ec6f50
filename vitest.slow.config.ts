import { configDefaults, defineConfig, mergeConfig } from "vitest/config"
import shared from "./vitest.shared.js"

/** `npm run test:slow`: tests that take more than a few seconds, such as soaks, random input and child processes. */
const slow = mergeConfig(
  shared,
  defineConfig({
    test: {
      name: "slow",
      // The commands that the tests of sandbox and cli run.
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
  // Replaces the shared setting, because merging would add to it.
  test: { ...slow.test, include: ["**/test/**/*.slow.test.{ts,tsx}"], exclude: configDefaults.exclude }
}

// Without projects, vitest would read `vitest.workspace.ts`.
export default defineConfig({
  test: { projects: [project], maxWorkers: "100%", minWorkers: 1, poolOptions: { forks: { isolate: false } } }
})
