/** What keeps processes apart that work on one database. Where there is one process, its engine is enough. */
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Next } from "./record.js"

/** Another process is at a step of the rotation, or has taken it over. */
export class Taken extends Data.TaggedError("Taken")<{
  /** After so many milliseconds it can be tried again. */
  readonly afterMs: number
}> {}

/** Keeps processes apart. */
export interface GuardService {
  /** Whether other processes work on the same rotations: then one of them looks after those that nothing moves. */
  readonly isShared: boolean
  /** Takes a step of a rotation while no other process can take one of it. */
  readonly step: <E, R>(id: string, step: Effect.Effect<Next, E, R>) => Effect.Effect<Next, E | Taken | SqlError, R>
  /** Changes allowlists while no other process changes one: each is written as a whole. */
  readonly allowlists: <A, E, R>(change: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const oneProcess = (): GuardService => {
  const lock = Effect.unsafeMakeSemaphore(1)
  return { isShared: false, step: (_, step) => step, allowlists: lock.withPermits(1) }
}

/** The guard of a part of a program. */
export class Guard extends Context.Reference<Guard>()("@openrouter-keys/fleet/Guard", { defaultValue: oneProcess }) {}

/** The lease under which a step runs; `null` where it needs none. What it stores is refused once another one has it. */
export class CurrentLease extends Context.Reference<CurrentLease>()("@openrouter-keys/fleet/CurrentLease", {
  defaultValue: (): string | null => null
}) {}
