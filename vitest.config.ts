import { defineConfig } from "vitest/config"
import workspace from "./vitest.workspace.js"

export default defineConfig({
  test: {
    projects: workspace,
    // Vitest leaves one core free, which halves the speed on two cores. Most of these tests wait for sockets.
    maxWorkers: "100%",
    minWorkers: 1,
    // Needed here too: the project setting applies to its worker, and this one to the pool.
    poolOptions: { forks: { isolate: false } },
    // The run must end even if sockets or child processes are left, so that a hanging suite is noticed.
    teardownTimeout: 10_000
  }
})
