import { defineConfig } from "vitest/config"

/** The tests of `npm run test:slow`. */
export const slow = "**/*.slow.test.{ts,tsx}"

/** Global setups that bundle the commands which tests run. */
export const commands = ["packages/sandbox/test/bundle.ts", "packages/cli/test/support/bundle.ts"] as const

/** Settings of all projects. Workspace packages are loaded from their sources, so no build is needed. */
const conditions = ["@openrouter-keys/source"]

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    // The files of a project share their processes, because loading the modules for each takes as long as the tests.
    isolate: false,
    // Generous, for busy machines.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true
  }
})
