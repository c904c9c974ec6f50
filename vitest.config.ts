import { defineConfig } from "vitest/config"
import workspace from "./vitest.workspace.js"

export default defineConfig({
  test: {
    projects: workspace,
    // Vitest leaves one core free, which on two cores halves the speed; most of these tests wait for sockets.
    maxWorkers: "100%",
    minWorkers: 1,
    // Also here: what a project says of isolation holds for its worker, and this for the pool of them.
    poolOptions: { forks: { isolate: false } },
    // Also what a network of sockets and children may leave behind must end: a hanging suite is a finding.
    teardownTimeout: 10_000
  }
})
