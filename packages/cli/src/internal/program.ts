/** Provides the API to the programs of commands. */
import * as Effect from "effect/Effect"
import { Api, make } from "./api.js"
import { connectionOf } from "./connection.js"
import type { Host } from "./host.js"
import type { Globals } from "./shared.js"
import type { Failure, Program } from "./spec.js"

/** A program over the operations of the API. */
export const withApi = (globals: Globals, program: Effect.Effect<void, Failure, Api | Host>): Program =>
  Effect.provideServiceEffect(program, Api, Effect.map(connectionOf(globals), make))
