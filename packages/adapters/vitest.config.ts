import { defineProject, mergeConfig } from "vitest/config"
import shared, { typecheck } from "../../vitest.shared.js"

export default mergeConfig(
  shared,
  // Many small files over the same modules: to load those once takes a third of the time.
  defineProject({ test: { name: "adapters", poolOptions: { forks: { isolate: false, singleFork: true } }, typecheck } })
)
