import { fileURLToPath } from "node:url"
import { defineProject, mergeConfig } from "vitest/config"
import shared from "./vitest.shared.js"

/** Type checks the type tests of all packages. `npm run check:types` finds errors in other files. */
export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: "types",
      typecheck: {
        enabled: true,
        only: true,
        include: ["packages/*/test/**/*.test-d.{ts,tsx}", "packages/*/test/**/types.test.ts"],
        tsconfig: "tsconfig.types.json",
        ignoreSourceErrors: true,
        checker: fileURLToPath(new URL("node_modules/@typescript/native/bin/tsc", import.meta.url))
      }
    }
  })
)
