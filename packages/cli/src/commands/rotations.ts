/** `rotations`, `confirm`, `cancel`, `resume`: shows and controls rotations. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { Rotation, type Step } from "@openrouter-keys/fleet/Rotation"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Changing, confirmed } from "../internal/change.js"
import { type CommandError, failure, sentences, toCommandError, usageError } from "../internal/failure.js"
import { counted } from "../internal/format.js"
import { Host } from "../internal/host.js"
import { describeKey } from "../internal/keys.js"
import { withApiKeys } from "../internal/manyKeys.js"
import { writeFacts, writeRows } from "../internal/output.js"
import { databaseAt, hasRunners, placeOf, type PlaceOptions, rotationsAt } from "../internal/place.js"
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
  readonly cluster: string | undefined
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

/** Runs on the database alone. */
const inDatabase =
  (options: PlaceOptions) =>
  <A>(program: Effect.Effect<A, Failure, SqlClient | Host>): Effect.Effect<A, Failure, Host> =>
    Effect.flatMap(placeOf(options), (place) => Effect.provide(program, databaseAt(place)))

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
  }).pipe(inDatabase(input))

export const run = show

interface TellInput extends Globals, Changing {
  readonly id: string
  readonly state: string | undefined
  readonly cluster: string | undefined
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

type Told = Effect.Effect<void, Failure, Rotation | SqlClient | Host | ApiKeys>

/** Waits for the engine, which reacts a moment later. */
const waitForNews = (before: Rotation.Status): Effect.Effect<void, CommandError, Rotation> =>
  Effect.gen(function*() {
    for (let tries = 0; tries < 50; tries++) {
      const { step, updatedAt } = yield* statusOf(before.id)
      if (updatedAt !== before.updatedAt || step !== before.step) return
      yield* Effect.sleep("100 millis")
    }
  })

interface Telling {
  /** Asks for confirmation, if it is needed. */
  readonly question: (status: Rotation.Status) => string | undefined
  readonly tell: (status: Rotation.Status) => Effect.Effect<void, CommandError, Rotation>
  /** Whether there is nothing to do, because it was already done. */
  readonly isDone: (status: Rotation.Status) => boolean
  /** Checks the rotation afterwards. */
  readonly check: (id: string) => Effect.Effect<void, Failure, Rotation>
}

const tell = (input: TellInput, { check, isDone, question, tell }: Telling): Program =>
  Effect.gen(function*() {
    // Found, shown and asked about in the database alone, because the engine starts with the steps that are due.
    const id = yield* looked(input, question)
    if (id === undefined) return
    yield* told(input, id, { check, isDone, tell })
  })

/** The ID of the rotation, or `undefined` for a dry run. */
const looked = (input: TellInput, question: Telling["question"]): Effect.Effect<string | undefined, Failure, Host> =>
  Effect.gen(function*() {
    const { pending, rotations } = yield* stored
    const before = yield* findOne(rotations, input.id)
    if (input.dryRun) {
      yield* writeRows([shown(before, pending)], rotationShape(yield* Clock.currentTimeMillis), input)
      return undefined
    }
    const asked = question(before)
    if (asked !== undefined) yield* confirmed(asked, input)
    return before.id
  }).pipe(inDatabase(input))

const told = (input: TellInput, id: string, { check, isDone, tell }: Omit<Telling, "question">): Program =>
  withApiKeys(
    input,
    Effect.flatMap(placeOf(input), (place) =>
      Effect.gen(function*() {
        const before = yield* statusOf(id)
        yield* tell(before)
        if (yield* hasRunners(place)) {
          if (!isDone(before)) yield* waitForNews(before)
          yield* drive(yield* progressOf, place._tag === "Cluster" ? [id] : undefined)
        } else {
          const { say } = yield* Host
          yield* say("The cluster has no runner: this is stored, and happens when one has started.")
        }
        yield* showRotations([id], input)
        yield* check(id)
      }).pipe((told: Told) => Effect.provide(told, rotationsAt(place))))
  )

interface ConfirmInput extends TellInput {
  readonly step: Step | undefined
}

const steps: ReadonlyArray<Step> = ["issue", "grace", "drain", "disable", "keep", "delete"]

const isPast = (step: Step | undefined, at: Step): boolean =>
  step !== undefined && steps.indexOf(step) < steps.indexOf(at)

const confirmStep = (input: ConfirmInput): Program =>
  tell(input, {
    isDone: (status) => hasEnded(status) || isPast(input.step, status.step),
    // Also before the step begins, because it may begin meanwhile.
    question: ({ name, predecessor, state, step }) =>
      input.step === "keep" && state !== "done" && state !== "cancelled" && !isPast("keep", step)
        ? `Delete the old key ${
          describeKey({ name, hash: predecessor.hash })
        } of this rotation now? Until then it can be enabled again.`
        : undefined,
    tell: ({ id, step }) =>
      Effect.mapError(Rotation.confirm(id, { step: input.step }), ({ message }) =>
        failure(
          step === "keep" && input.step === undefined
            ? sentences(message, `\`openrouter-keys confirm ${id} --step keep\` does so`)
            : message
        )),
    check: (id) => checkStopped([id])
  })

export const confirm = { run: confirmStep }

const takeBack = (input: TellInput): Program =>
  tell(input, {
    isDone: hasEnded,
    question: () => undefined,
    tell: ({ id }) => Effect.mapError(Rotation.cancel(id), toCommandError),
    check: () => Effect.void
  })

export const cancel = { run: takeBack }

interface ResumeInput extends Globals, Changing {
  readonly state: string | undefined
}

const carryOn = (input: ResumeInput): Program =>
  Effect.flatMap(placeOf({ cluster: undefined, state: input.state }), (place) =>
    place._tag === "File"
      ? carryOnHere(input)
      : usageError("The runners of a cluster continue its rotations: pass --state FILE for those of a state file."))

const carryOnHere = (input: ResumeInput): Program =>
  input.dryRun
    ? Effect.gen(function*() {
      const { pending, rotations } = yield* stored
      const due = new Set(pending.filter(({ isDue }) => isDue).map(({ id }) => id))
      const rows = rotations.filter(({ id }) => due.has(id)).map((status) => shown(status, pending))
      yield* writeRows(rows, rotationShape(yield* Clock.currentTimeMillis), input)
    }).pipe(Effect.provide(databaseLayer(input.state)))
    : withApiKeys(
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
