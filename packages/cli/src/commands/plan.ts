/** `plan` and `apply`: shows and makes the changes for declared keys. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Plan from "@openrouter-keys/fleet/Plan"
import { isOpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { writeFile } from "node:fs/promises"
import { type Changing, confirmed, showAffected } from "../internal/change.js"
import { CommandError, exit, failure, Finished, fromApi, sentences, usageError } from "../internal/failure.js"
import { counted } from "../internal/format.js"
import { Host } from "../internal/host.js"
import { toJson, writeRows } from "../internal/output.js"
import { planOf, read } from "../internal/planFile.js"
import { planShape, summaryOf } from "../internal/planShape.js"
import { withApi } from "../internal/program.js"
import { drive } from "../internal/rotations.js"
import type { Format, Globals } from "../internal/shared.js"
import type { Failure, Program } from "../internal/spec.js"
import { engineLayer } from "../internal/stateFile.js"
import { safe } from "../internal/text.js"

type PruneOption = "delete" | true | undefined

interface PlanInput extends Globals, Format {
  readonly file: string | undefined
  readonly out: string | undefined
  readonly detailedExitcode: boolean
  readonly prune: PruneOption
}

const save = (plan: Plan.Plan, path: string): Effect.Effect<void, CommandError> =>
  Effect.tryPromise({
    try: () => writeFile(path, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 }),
    catch: (cause) => failure(`The plan cannot be written to ${path}: ${cause instanceof Error ? cause.message : ""}.`)
  })

/** Fails if a declared key cannot be planned. */
const checkRefusals = ({ refusals }: Plan.Plan): Effect.Effect<void, CommandError> =>
  refusals.length === 0 ? Effect.void : failure(
    sentences(
      refusals.map(({ message, path }) => `${path}: ${safe(message)}`).join("\n"),
      "Nothing was changed"
    )
  )

/** Writes the changes, or the whole plan for `--json` without fields. */
const write = (plan: Plan.Plan, format: Format) =>
  Effect.flatMap(
    Host,
    ({ write }) =>
      format.json === true && !format.csv ? write(toJson(plan)) : writeRows(plan.changes, planShape, format)
  )

const undeclaredHint = ({ undeclared }: Plan.Plan): string =>
  undeclared.length === 0
    ? ""
    : `Not declared: ${undeclared.map(({ name }) => safe(JSON.stringify(name))).join(", ")}. --prune disables them.`

export const run = (input: PlanInput): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const { say } = yield* Host
      const file = yield* read(input.file)
      if (file._tag === "Plan") {
        return yield* usageError(`${input.file ?? ""} is already a plan: use \`openrouter-keys apply\`.`)
      }
      const plan = yield* planOf(file.declaration, input.prune ?? false)
      yield* write(plan, input)
      if (input.out !== undefined) yield* save(plan, input.out)
      yield* say(summaryOf(plan))
      const hint = undeclaredHint(plan)
      if (hint !== "") yield* say(hint)
      yield* checkRefusals(plan)
      if (input.detailedExitcode && plan.changes.length > 0) return yield* new Finished({ exitCode: exit.changes })
    })
  )

interface ApplyInput extends Globals, Changing {
  readonly file: string | undefined
  readonly prune: PruneOption
  readonly refuseMore: boolean
  readonly state: string | undefined
}

const toFailure = (done: number) => (error: Plan.ApplyError): CommandError => {
  const before = done === 0
    ? "Nothing was changed"
    : `${counted(done, "change")} before it ${done === 1 ? "was" : "were"} made`
  if (error._tag === "PlanRefused") return failure(sentences(error.message), error)
  if (error._tag === "PlanOutdated") return failure(sentences(error.message, before, "Plan again"), error)
  const exitCode = isOpenRouterError(error.cause) ? fromApi(error.cause).exitCode : exit.failed
  return new CommandError({
    message: sentences(error.message, before, "Apply again to finish"),
    exitCode,
    cause: error.cause
  })
}

const applyAll = (plan: Plan.Plan, input: ApplyInput): Effect.Effect<boolean, Failure, ApiKeys | Host> =>
  Effect.gen(function*() {
    const { progress, say } = yield* Host
    const done: Array<Plan.Applied> = []
    const total = plan.changes.length
    const applied = Plan.apply(plan, { refuseMore: input.refuseMore }).pipe(
      Stream.runForEach((each) => {
        done.push(each)
        return progress(`${done.length}/${total} ${each.change._tag} ${safe(each.change.name)}`)
      }),
      Effect.mapError((error) => toFailure(done.length)(error))
    )
    const report = Effect.suspend(() => writeRows(done.map(({ change }) => change), planShape, input))
    yield* Effect.onExit(
      applied,
      (ended) => ended._tag === "Failure" ? Effect.ignore(done.length === 0 ? Effect.void : report) : Effect.void
    ).pipe(
      Effect.onInterrupt(() =>
        say(`openrouter-keys: Interrupted after ${counted(done.length, "change")} of ${total}. Apply again to finish.`)
      )
    )
    yield* report
    return done.some(({ rotation }) => rotation !== null)
  })

/** Replacements are rotations: the engine runs until each new key is in its sink. */
const applyWithRotations = (plan: Plan.Plan, input: ApplyInput) =>
  Effect.gen(function*() {
    const { say } = yield* Host
    const hasRotations = yield* applyAll(plan, input)
    yield* drive(() => {})
    if (hasRotations) {
      yield* say(
        "Replaced keys are being rotated: `openrouter-keys rotations` shows the progress, `openrouter-keys resume` continues."
      )
    }
  }).pipe(Effect.provide(engineLayer(input.state)))

const applyFile = (input: ApplyInput): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const { isInteractive, say } = yield* Host
      const file = yield* read(input.file)
      if (file._tag === "Plan" && input.prune !== undefined) {
        return yield* usageError("--prune cannot be used with a saved plan: pass it to `openrouter-keys plan`.")
      }
      const plan = file._tag === "Plan" ? file.plan : yield* planOf(file.declaration, input.prune ?? false)
      yield* checkRefusals(plan)
      if (input.dryRun) {
        yield* write(plan, input)
        return yield* say(summaryOf(plan))
      }
      if (plan.changes.length === 0) {
        yield* writeRows([], planShape, input)
        return yield* say(summaryOf(plan))
      }
      if (!input.yes && isInteractive) {
        yield* showAffected(plan.changes, planShape)
        yield* say(summaryOf(plan))
      }
      yield* confirmed(
        `Make ${plan.changes.length === 1 ? "this change" : `these ${plan.changes.length} changes`}?`,
        input
      )
      const hasReplacements = plan.changes.some(({ _tag }) => _tag === "replace")
      yield* hasReplacements ? applyWithRotations(plan, input) : Effect.asVoid(applyAll(plan, input))
    })
  )

export const apply = { run: applyFile }
