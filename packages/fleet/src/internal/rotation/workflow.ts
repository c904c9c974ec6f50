/** A rotation as a workflow: each step is an activity, each wait is durable. */
import * as Activity from "@effect/workflow/Activity"
import * as DurableClock from "@effect/workflow/DurableClock"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import { WorkflowEngine, WorkflowInstance } from "@effect/workflow/WorkflowEngine"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { advance, type Settings } from "./advance.js"
import type { Services } from "./issue.js"
import { Next } from "./record.js"

/** An execution of a rotation by the engine. If the engine loses one, another one takes over. */
export interface Execution {
  readonly id: string
  readonly execution: number
}

/** The workflow of a rotation. Its payload has only the IDs; the record has the rest. */
const RotationWorkflow = Workflow.make({
  name: "OpenRouterKeyRotation",
  payload: { id: Schema.String, execution: Schema.optionalWith(Schema.Number, { default: () => 0 }) },
  idempotencyKey: ({ execution, id }) => execution === 0 ? id : `${id}/${execution}`
  // Steps have no defects. A defect of the engine, such as a short failure of its database, must not end the rotation.
}).annotate(Workflow.CaptureDefects, false)

/** The engine's ID of an execution. */
export const executionId = (of: Execution): Effect.Effect<string> => RotationWorkflow.executionId(of)

/** The engine's types of what it stores by the ID of an execution. */
export const entityTypes: ReadonlyArray<string> = [`Workflow/${RotationWorkflow.name}`, "Workflow/-/DurableClock"]

/** A wait that ends with its clock or by {@link wake}, whichever is first. An unlimited wait has no clock. */
const clockOf = (wait: number, millis: number): DurableClock.DurableClock =>
  DurableClock.make({ name: `wait/${wait}`, duration: millis })

const waitFor = (wait: number, millis: number | null) =>
  Effect.gen(function*() {
    const engine = yield* WorkflowEngine
    const { executionId, workflow } = yield* WorkflowInstance
    const clock = clockOf(wait, millis ?? 0)
    if (millis !== null) yield* engine.scheduleClock(workflow, { executionId, clock })
    yield* DurableDeferred.await(clock.deferred)
  })

/** Ends a wait of a rotation early. Further calls have no effect. */
export const wake = (of: Execution, wait: number): Effect.Effect<void, never, WorkflowEngine> =>
  Effect.gen(function*() {
    const engine = yield* WorkflowEngine
    const executionId = yield* RotationWorkflow.executionId(of)
    const { deferred } = clockOf(wait, 0)
    yield* engine.deferredDone(deferred, {
      workflowName: RotationWorkflow.name,
      executionId,
      deferredName: deferred.name,
      exit: Exit.void
    })
  })

/** Starts a rotation, or one that the engine has lost. Otherwise wakes it up. */
export const startOrResume = (of: Execution): Effect.Effect<void, never, WorkflowEngine> =>
  Effect.flatMap(
    RotationWorkflow.execute(of, { discard: true }),
    (executionId) => RotationWorkflow.resume(executionId)
  )

/** Registers the workflow with the engine. */
export const layer = (settings: Settings): Layer.Layer<never, never, WorkflowEngine | Services> =>
  RotationWorkflow.toLayer((of) =>
    Effect.gen(function*() {
      for (let count = 0;; count++) {
        const next = yield* Activity.make({
          name: `step/${count}`,
          success: Next,
          execute: advance(of, count, settings)
        })
        if (next._tag === "End") return
        if (next._tag === "Wait") yield* waitFor(count, next.millis)
      }
    })
  )
