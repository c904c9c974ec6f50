/** The engine of `serve --cluster`: this process is one runner of many. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import type { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type CommandError, failure, usageError } from "./failure.js"

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
export const serveOnCluster = <E, R>(
  url: string,
  program: Effect.Effect<void, E, R | SqlClient | Rotation>
): Effect.Effect<never, CommandError, Exclude<R, SqlClient | Rotation> | ApiKeys> =>
  Effect.flatMap(databaseOf(url), (database) => {
    const engine = Layer.mapError(Fleet.layerCluster({ database }), ({ message }) => failure(message))
    return Layer.launch(Layer.provideMerge(Fleet.singleton("serve", program), engine))
  }) as Effect.Effect<never, CommandError, Exclude<R, SqlClient | Rotation> | ApiKeys>
