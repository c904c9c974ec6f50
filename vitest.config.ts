import { defineConfig } from "vitest/config"
import workspace from "./vitest.workspace.js"

export default defineConfig({
  test: {
    projects: workspace,
    // Also what a network of sockets and children may leave behind must end: a hanging suite is a finding.
    teardownTimeout: 10_000
  }
})
