/** The engine of `serve --cluster`: this process is one runner of many. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import type { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { failure, isTemporary } from "./failure.js"
import { Host } from "./host.js"
import type { Failure } from "./spec.js"
import { safe } from "./text.js"

/**
 * Runs rotations on this runner, and a program on one runner of the cluster, until it is interrupted. If that runner dies,
 * another one runs the program.
 */
export const serveOnCluster = <R>(
  database: Redacted.Redacted<string>,
  program: Effect.Effect<void, Failure, R | SqlClient | Rotation>
): Effect.Effect<never, Failure, Exclude<R, SqlClient | Rotation> | ApiKeys | Host> =>
  Effect.gen(function*() {
    const { say } = yield* Host
    const final = yield* Deferred.make<never, Failure>()
    const engine = Layer.mapError(Fleet.layerCluster({ database }), ({ message }) => failure(message))
    const reported = Effect.tapError(program, (error) =>
      isTemporary(error) ? say(`openrouter-keys: ${safe(error.message)}`) : Deferred.fail(final, error))
    return yield* Effect.raceFirst(
      Layer.launch(Layer.provideMerge(Fleet.singleton("serve", reported), engine)),
      Deferred.await(final)
    )
  }) as Effect.Effect<never, Failure, Exclude<R, SqlClient | Rotation> | ApiKeys | Host>
