/** Changes that count once they are saved elsewhere, as on a disk, and are undone if that fails. */
import type { PersistedState } from "@openrouter-keys/protocol/fake"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** A step that may have changed the fake, and how to undo that. */
export interface Step {
  readonly changed: boolean
  readonly revert: () => void
}

/** Saves a state. If it fails, the changes that led to the state are undone. */
export type OnChange = (state: PersistedState) => Effect.Effect<void, Error>

/** Runs a step while everything before it is saved, and is done when the step's own change is saved. */
export type Commit = <A extends Step>(run: () => A) => Effect.Effect<A, Error>

interface Job {
  readonly run: () => Step
  exit: Exit.Exit<Step, Error> | undefined
}

const attempt = (run: () => Step): Exit.Exit<Step> => {
  try {
    return Exit.succeed(run())
  } catch (cause) {
    return Exit.die(cause)
  }
}

/** Without `onChange`, nothing is saved. */
const withoutSaving: Commit = (run) => Effect.sync(run)

/**
 * While one state is being saved, the next steps wait, and are then run and saved together: 500 changes at the same time
 * are saved a few times, not 500. If that fails, all of them are undone and fail.
 */
export const makeCommit = (state: () => PersistedState, onChange: OnChange | undefined): Commit => {
  if (onChange === undefined) return withoutSaving
  const turn = Effect.unsafeMakeSemaphore(1)
  let waiting: Array<Job> = []

  const undo = (jobs: ReadonlyArray<Job>, cause: Cause.Cause<Error>): void => {
    for (const job of [...jobs].reverse()) {
      if (job.exit === undefined || !Exit.isSuccess(job.exit) || !job.exit.value.changed) continue
      job.exit.value.revert()
      job.exit = Exit.failCause(cause)
    }
  }

  const runAll = (jobs: ReadonlyArray<Job>): Effect.Effect<void> =>
    Effect.suspend(() => {
      for (const job of jobs) job.exit = attempt(job.run)
      const isChanged = jobs.some(({ exit }) => exit !== undefined && Exit.isSuccess(exit) && exit.value.changed)
      if (!isChanged) return Effect.void
      return Effect.map(Effect.exit(onChange(state())), (exit) => {
        if (Exit.isFailure(exit)) undo(jobs, exit.cause)
      })
    })

  return <A extends Step>(run: () => A) =>
    Effect.uninterruptible(Effect.suspend(() => {
      const job: Job = { run, exit: undefined }
      waiting.push(job)
      const runWaiting = Effect.suspend(() => {
        if (job.exit !== undefined) return Effect.void
        const jobs = waiting
        waiting = []
        return runAll(jobs)
      })
      return Effect.flatMap(turn.withPermits(1)(runWaiting), () => job.exit as Exit.Exit<A, Error>)
    }))
}
