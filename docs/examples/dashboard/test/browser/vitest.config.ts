import { fileURLToPath } from "node:url"
import { defineProject, mergeConfig } from "vitest/config"
import shared from "../../../../../vitest.shared.js"

/** The page in a real browser: a separate project, because it is built first and takes longer. */
export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: "dashboard-browser",
      include: ["*.test.ts"],
      globalSetup: fileURLToPath(new URL("support/build.ts", import.meta.url)),
      testTimeout: 60_000,
      hookTimeout: 30_000
    }
  })
)
