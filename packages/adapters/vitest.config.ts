import { defineProject, mergeConfig } from "vitest/config"
import shared from "../../vitest.shared.js"

/** The hooks in jsdom are a project of their own. */
export default mergeConfig(
  shared,
  defineProject({ test: { name: "adapters", exclude: ["test/react-query/*.test.tsx"] } })
)
