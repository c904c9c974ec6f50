import { configDefaults, defineConfig } from "vitest/config"

/** Settings of all projects. Workspace packages are loaded from their sources, so no build is needed. */
const conditions = ["@openrouter-keys/source"]

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    // `npm run test:slow` runs those.
    exclude: [...configDefaults.exclude, "**/*.slow.test.*"],
    // The files of a project share their processes, because loading the modules for each takes as long as the tests.
    isolate: false,
    // Generous, for busy machines.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true
  }
})

/**
 * For projects of several files in jsdom: one thread runs all of them with one document, because React and Testing
 * Library keep the document that they were loaded with.
 */
export const page = { pool: "threads", poolOptions: { threads: { singleThread: true } } } as const
