import { defineProject, mergeConfig } from "vitest/config"
import shared, { page } from "../../../../../vitest.shared.js"

/** The page in jsdom. */
export default mergeConfig(
  shared,
  defineProject({ test: { name: "dashboard-page", include: ["*.test.tsx"], ...page } })
)
