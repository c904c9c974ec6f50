import { NodeRuntime } from "@effect/platform-node"
import { runner } from "./cluster.js"

NodeRuntime.runMain(runner)
