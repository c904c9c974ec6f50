/** `rotate`: replaces a key with a new one. */
import type { SqlClient } from "@effect/sql/SqlClient"
import { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Effect from "effect/Effect"
import { type Changing, writeDryRun } from "../internal/change.js"
import { type CommandError, failure, sentences, toCommandError, usageError } from "../internal/failure.js"
import { Host } from "../internal/host.js"
import { resolve } from "../internal/keys.js"
import { withApiKeys } from "../internal/manyKeys.js"
import { hasRunners, type Place, placeOf, rotationsAt } from "../internal/place.js"
import { drive, showRotations, statusOf } from "../internal/rotations.js"
import type { Globals } from "../internal/shared.js"
import { parseSink, whereOf } from "../internal/sinks.js"
import type { Failure, Program } from "../internal/spec.js"

interface Input extends Globals, Changing {
  readonly key: string
  readonly to: string | undefined
  readonly grace: number | undefined
  readonly drain: number | undefined
  readonly drainBound: number | undefined
  readonly keepDisabled: number | undefined
  readonly limit: number | null | "same" | "remaining" | undefined
  readonly expires: string | null | undefined
  readonly withoutRestrictions: boolean
  readonly wait: boolean
  readonly workspace: string | undefined
  readonly state: string | undefined
  readonly cluster: string | undefined
}

/** Cancels the rotation if the first attempt fails: the user is present and can decide. */
const giveUp = (id: string, reason: string): Effect.Effect<never, Failure, Rotation> =>
  Effect.gen(function*() {
    const { cancelled, problem } = yield* Rotation.cancel(id).pipe(
      Effect.zipRight(drive(() => {}, [id])),
      Effect.match({
        onSuccess: () => ({ cancelled: true, problem: "" }),
        onFailure: (error) => ({ cancelled: false, problem: error.message })
      })
    )
    const result = cancelled
      ? "The rotation was cancelled; the old key still works"
      : `It could not be cancelled: ${problem}. \`openrouter-keys cancel ${id}\` tries again`
    return yield* failure(sentences(reason, result))
  })

const start = (input: Input, hash: string, to: string) =>
  Rotation.start({
    hash,
    to,
    grace: input.grace,
    drain: input.drain,
    drainBound: input.drainBound,
    keepDisabled: input.keepDisabled,
    limit: input.limit,
    expiresAt: input.expires,
    withoutRestrictions: input.withoutRestrictions
  }).pipe(Effect.mapError(toCommandError))

const interrupted = (id: string, { _tag }: Place): Effect.Effect<void, never, Host> =>
  Effect.flatMap(Host, ({ say }) => {
    const continues = _tag === "Cluster" ? "the cluster continues it" : "`openrouter-keys resume` continues it"
    return say(
      `openrouter-keys: Interrupted. Rotation ${id} is stored: ${continues}, \`openrouter-keys cancel ${id}\` cancels it.`
    )
  })

/** Whether the rotation waits before a retry. It does not wait while a sink stores the secret, however long that takes. */
const waits = (id: string): Effect.Effect<boolean, CommandError, Rotation> =>
  Effect.map(
    Effect.mapError(Rotation.pending, toCommandError),
    (pending) => pending.some((each) => each.id === id && each.wakesAt !== null)
  )

/** Waits until the new key is in its sink, or with `wait` until the rotation has ended. */
const follow = (id: string, wait: boolean): Effect.Effect<void, Failure, Rotation | Host> =>
  Effect.gen(function*() {
    const { progress } = yield* Host
    for (;;) {
      const status = yield* statusOf(id)
      const { reason, state, step } = status
      yield* progress(`Rotation ${id}: ${step}${reason === null ? "" : `, ${reason}`}`)
      if (state === "done" || state === "cancelled") return
      if (step === "issue" && reason !== null && (state === "stopped" || (!wait && (yield* waits(id))))) {
        return yield* giveUp(id, reason)
      }
      if (state === "stopped") return
      if (!wait && step !== "issue") return
      yield* Effect.sleep("200 millis")
    }
  })

interface Target {
  readonly hash: string
  readonly to: string
  readonly where: string
  readonly place: Place
}

const rotate = (
  input: Input,
  { hash, place, to, where }: Target
): Effect.Effect<void, Failure, Rotation | SqlClient | Host> =>
  Effect.gen(function*() {
    const { say } = yield* Host
    if (!(yield* hasRunners(place))) {
      return yield* failure(
        "The cluster has no runner: start one by `openrouter-keys serve --cluster`. Nothing was changed."
      )
    }
    const id = yield* start(input, hash, to)
    // In this process, all due steps run, so that the output shows how long the next one waits.
    const settled = drive(() => {}, place._tag === "Cluster" ? [id] : undefined)
    yield* Effect.zipRight(follow(id, input.wait), settled).pipe(Effect.onInterrupt(() => interrupted(id, place)))
    const { state, step } = yield* statusOf(id)
    yield* showRotations([id], input)
    if (state === "stopped") {
      return yield* failure(
        `Rotation ${id} has stopped: \`openrouter-keys confirm ${id}\` continues it, \`openrouter-keys cancel ${id}\` cancels it.`
      )
    }
    yield* say(`The secret of the new key is in ${where}.`)
    if (state === "active") {
      yield* say(
        `${step === "grace" ? "Both keys work now. " : ""}${
          place._tag === "Cluster"
            ? "The cluster finishes the rotation."
            : "Run `openrouter-keys resume` periodically, or `openrouter-keys serve`, to finish the rotation."
        }`
      )
    }
  })

export const run = (input: Input): Program =>
  withApiKeys(
    input,
    Effect.gen(function*() {
      if (input.to === undefined) {
        return yield* usageError(
          "The secret of the new key has no sink: pass --to SINK. Nothing was changed."
        )
      }
      const sink = yield* parseSink(input.to)
      const place = yield* placeOf(input)
      // Before the state file is opened, so that a misspelt name does not create one.
      const key = yield* resolve(input.key, input.workspace)
      if (input.dryRun) return yield* writeDryRun([{ action: "rotate", key }], input)
      const isElsewhere = place._tag === "Cluster" && sink.target._tag !== "Command"
      const where = `${whereOf(sink.target)}${isElsewhere ? " on the machine of the runner" : ""}`
      yield* Effect.provide(rotate(input, { hash: key.hash, to: input.to, where, place }), rotationsAt(place))
    })
  )
