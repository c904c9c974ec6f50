import { defineProject, mergeConfig } from "vitest/config"
import shared, { page } from "../../../../vitest.shared.js"

/** The hooks in jsdom. */
export default mergeConfig(
  shared,
  defineProject({ test: { name: "adapters-react-query", include: ["*.test.tsx"], ...page } })
)
