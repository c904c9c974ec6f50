/** `get`: one key in full. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { resolve } from "../internal/keys.js"
import { keyFacts } from "../internal/keyShape.js"
import { writeFacts } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Format, Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"

interface Input extends Globals, Format {
  readonly key: string
  readonly workspace: string | undefined
}

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const key = yield* resolve(input.key, input.workspace)
      yield* writeFacts(keyFacts(key, yield* Clock.currentTimeMillis), input)
    })
  )
