/** Provides the API to the programs of commands. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Effect from "effect/Effect"
import { layer } from "./connection.js"
import type { Host } from "./host.js"
import type { Globals } from "./shared.js"
import type { Failure, Program } from "./spec.js"

/** A program over the operations of the API. */
export const withApi = (globals: Globals, program: Effect.Effect<void, Failure, ApiKeys | Host>): Program =>
  Effect.provide(program, layer(globals))
