import { fileURLToPath } from "node:url"
import { defineProject, mergeConfig } from "vitest/config"
import shared from "./vitest.shared.js"

/**
 * The compiler over the files that assert types, of all packages at once. Errors elsewhere are found by
 * `npm run check:types`.
 */
export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: "types",
      typecheck: {
        enabled: true,
        only: true,
        include: ["packages/*/test/**/types.test.{ts,tsx}"],
        tsconfig: "tsconfig.types.json",
        ignoreSourceErrors: true,
        checker: fileURLToPath(new URL("node_modules/@typescript/native/bin/tsc", import.meta.url))
      }
    }
  })
)
