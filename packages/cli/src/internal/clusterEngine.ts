/** The engine of `serve --cluster`: this process is one runner of many. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import type { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type CommandError, failure, isTemporary, usageError } from "./failure.js"
import { Host } from "./host.js"
import type { Failure } from "./spec.js"
import { safe } from "./text.js"

/** Rejects a password, because other users can read the arguments of a process. */
const databaseOf = (url: string): Effect.Effect<Redacted.Redacted<string>, CommandError> => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^postgres(?:ql)?:$/.test(parsed.protocol)) {
    return usageError("--cluster needs a database: postgres://USER@HOST:PORT/NAME.")
  }
  return parsed.password === "" && !parsed.searchParams.has("password")
    ? Effect.succeed(Redacted.make(url))
    : usageError("--cluster must not contain a password, because other users could read it: set PGPASSWORD instead.")
}

/**
 * Runs rotations on this runner, and a program on one runner of the cluster, until it is interrupted. If that runner dies,
 * another one runs the program.
 */
export const serveOnCluster = <R>(
  url: string,
  program: Effect.Effect<void, Failure, R | SqlClient | Rotation>
): Effect.Effect<never, Failure, Exclude<R, SqlClient | Rotation> | ApiKeys | Host> =>
  Effect.gen(function*() {
    const database = yield* databaseOf(url)
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
