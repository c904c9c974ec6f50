/** `rotations`, `confirm`, `cancel`, `resume`: shows and controls rotations. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Changing } from "../internal/change.js"
import { type CommandError, failure, toCommandError } from "../internal/failure.js"
import { counted } from "../internal/format.js"
import { Host } from "../internal/host.js"
import { writeFacts, writeRows } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import { drive, showRotations, statusOf } from "../internal/rotations.js"
import { rotationFacts, rotationShape, shown } from "../internal/rotationShape.js"
import type { Format, Globals } from "../internal/shared.js"
import type { Failure, Program } from "../internal/spec.js"
import { databaseLayer, engineLayer } from "../internal/stateFile.js"
import { safe } from "../internal/text.js"

interface ShowInput extends Globals, Format {
  readonly id: string | undefined
  readonly all: boolean
  readonly state: string | undefined
}

/** Finds a rotation by the first characters of its ID. */
const findOne = (
  all: ReadonlyArray<Rotation.Status>,
  text: string
): Effect.Effect<Rotation.Status, CommandError> => {
  const found = all.filter(({ id }) => id.startsWith(text))
  if (found[0] === undefined) {
    return failure(
      `No rotation matches ${safe(JSON.stringify(text))}. \`openrouter-keys rotations --all\` lists all rotations.`
    )
  }
  return found.length === 1
    ? Effect.succeed(found[0])
    : failure(`${JSON.stringify(text)} matches ${found.length} rotations: ${found.map(({ id }) => id).join(", ")}.`)
}

const hasEnded = ({ state }: Rotation.Status): boolean => state === "done" || state === "cancelled"

const stored = Effect.mapError(Rotation.stored, toCommandError)

/** Reads only the database: it needs no management key, and starts no rotation's next step. */
const show = (input: ShowInput): Program =>
  Effect.gen(function*() {
    const { pending, rotations: all } = yield* stored
    const now = yield* Clock.currentTimeMillis
    if (input.id !== undefined) {
      return yield* writeFacts(rotationFacts(shown(yield* findOne(all, input.id), pending), now), input)
    }
    const rows = input.all ? all : all.filter((status) => !hasEnded(status))
    yield* writeRows(rows.map((status) => shown(status, pending)), rotationShape(now), input)
    const { say, stdout } = yield* Host
    if (stdout.isTerminal && rows.length === 0) {
      yield* say(
        all.length === 0
          ? "There are no rotations."
          : "No rotation is in progress; --all includes those that have ended."
      )
    }
  }).pipe(Effect.provide(databaseLayer(input.state)))

export const run = show

interface TellInput extends Globals, Changing {
  readonly id: string
  readonly state: string | undefined
}

const progressOf = Effect.map(
  Host,
  ({ progress }) => (due: number) => progress(due === 0 ? "" : `${counted(due, "rotation")} in progress`)
)

/** Fails if rotations have stopped and need `confirm` or `cancel`. */
const checkStopped = (ids: ReadonlyArray<string>): Effect.Effect<void, Failure, Rotation> =>
  Effect.gen(function*() {
    const statuses = yield* Effect.forEach(ids, statusOf)
    const stopped = statuses.filter(({ state }) => state === "stopped")
    const [first] = stopped
    if (first === undefined) return
    const subject = stopped.length === 1
      ? `Rotation ${first.id} of ${safe(JSON.stringify(first.name))} has stopped`
      : `${stopped.length} rotations have stopped, among them ${first.id}`
    return yield* failure(
      `${subject}: ${
        safe(first.reason ?? "unknown reason.")
      } \`openrouter-keys confirm ${first.id}\` continues it, \`openrouter-keys cancel ${first.id}\` cancels it.`
    )
  })

type Told = Effect.Effect<void, Failure, Rotation | Host | ApiKeys>

const tell = (word: "confirm" | "cancel") => (input: TellInput): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const { id } = yield* findOne(yield* Effect.mapError(Rotation.list, toCommandError), input.id)
      const before = yield* statusOf(id)
      if (input.dryRun) return yield* showRotations([id], input)
      yield* Effect.mapError(word === "confirm" ? Rotation.confirm(id) : Rotation.cancel(id), toCommandError)
      // The engine reacts a moment later.
      yield* Effect.gen(function*() {
        for (let tries = 0; tries < 50; tries++) {
          const { step, updatedAt } = yield* statusOf(id)
          if (updatedAt !== before.updatedAt || step !== before.step) return
          yield* Effect.sleep("100 millis")
        }
      })
      yield* drive(yield* progressOf)
      yield* showRotations([id], input)
      if (word === "confirm") yield* checkStopped([id])
    }).pipe((told: Told) => Effect.provide(told, engineLayer(input.state)))
  )

export const confirm = { run: tell("confirm") }

export const cancel = { run: tell("cancel") }

interface ResumeInput extends Globals, Changing {
  readonly state: string | undefined
}

const carryOn = (input: ResumeInput): Program =>
  input.dryRun
    ? Effect.gen(function*() {
      const { pending, rotations } = yield* stored
      const due = new Set(pending.filter(({ isDue }) => isDue).map(({ id }) => id))
      const rows = rotations.filter(({ id }) => due.has(id)).map((status) => shown(status, pending))
      yield* writeRows(rows, rotationShape(yield* Clock.currentTimeMillis), input)
    }).pipe(Effect.provide(databaseLayer(input.state)))
    : withApi(
      input,
      Effect.gen(function*() {
        const open = (yield* Effect.mapError(Rotation.pending, toCommandError)).map(({ id }) => id)
        yield* Effect.mapError(Rotation.resume, toCommandError)
        yield* drive(yield* progressOf)
        yield* showRotations(open, input)
        yield* checkStopped(open)
      }).pipe(Effect.provide(engineLayer(input.state)))
    )

export const resume = { run: carryOn }
