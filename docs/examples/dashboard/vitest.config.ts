import { defineProject, mergeConfig } from "vitest/config"
import shared from "../../../vitest.shared.js"

/** The server, and what the page decides; the page itself is a project of its own. */
export default mergeConfig(
  shared,
  defineProject({ test: { name: "dashboard", exclude: ["test/browser/**", "test/app/*.test.tsx"] } })
)
