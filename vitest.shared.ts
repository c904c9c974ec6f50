import { configDefaults, defineConfig } from "vitest/config"

/** What every project's tests have in common: workspace packages are read from their sources, so no build is needed. */
const conditions = ["@openrouter-keys/source"]

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    // `npm run test:slow` has those.
    exclude: [...configDefaults.exclude, "**/*.slow.test.*"],
    // The files of a project share their processes: to load the modules for each anew takes as long as the tests.
    isolate: false,
    // A busy machine is slow, and that is no finding.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true
  }
})

/**
 * For projects of several files in jsdom: one thread takes all of them, with one document. React and Testing Library keep
 * the one that they were loaded with, and a process that takes file by file has a new one for each.
 */
export const page = { pool: "threads", poolOptions: { threads: { singleThread: true } } } as const
