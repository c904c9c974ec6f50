import { defineConfig, mergeConfig } from "vitest/config"
import shared, { commands, slow as files } from "./vitest.shared.js"

/** `npm run test:slow`: tests that take more than a few seconds, such as soaks, random input and child processes. */
const slow = mergeConfig(
  shared,
  defineConfig({
    test: {
      name: "slow",
      include: [files],
      globalSetup: [...commands],
      maxWorkers: "100%",
      minWorkers: 1,
      testTimeout: 120_000,
      teardownTimeout: 10_000
    }
  })
)

// Without projects, vitest would read `vitest.workspace.ts`.
export default defineConfig({
  test: { projects: [slow], maxWorkers: "100%", minWorkers: 1, poolOptions: { forks: { isolate: false } } }
})
