/** `export`: writes a declaration of the existing keys. */
import { Declaration } from "@openrouter-keys/fleet/Declaration"
import * as Effect from "effect/Effect"
import { Host } from "../internal/host.js"
import { everyKey } from "../internal/keys.js"
import { toJson } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"
import { safeJson } from "../internal/text.js"

interface Input extends Globals {
  readonly prefix: string | undefined
  readonly workspace: string | undefined
  readonly json: boolean
}

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const { write } = yield* Host
      const declaration = Declaration.fromKeys(yield* everyKey(input.workspace), { prefix: input.prefix })
      // YAML's double-quoted strings have the same escapes as JSON's.
      yield* write(input.json ? toJson(declaration) : safeJson(Declaration.stringify(declaration)))
    })
  )
