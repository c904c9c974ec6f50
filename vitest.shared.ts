import { fileURLToPath } from "node:url"
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
    // A busy machine is slow, and that is no finding.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true
  }
})

/**
 * The compiler over the files that assert types, for packages that have such files. Errors elsewhere are found by
 * `npm run check:types`.
 */
export const typecheck = {
  enabled: true,
  include: ["test/**/types.test.{ts,tsx}"],
  ignoreSourceErrors: true,
  checker: fileURLToPath(new URL("node_modules/@typescript/native/bin/tsc", import.meta.url))
}
