import { defineProject, mergeConfig } from "vitest/config"
import shared from "../../../../../vitest.shared.js"

/**
 * The page in jsdom. Each file has modules of its own, since Testing Library and React keep the document that they were
 * loaded with. Threads, since the pool of processes is not isolated.
 */
export default mergeConfig(
  shared,
  defineProject({ test: { name: "dashboard-page", include: ["*.test.tsx"], pool: "threads", isolate: true } })
)
