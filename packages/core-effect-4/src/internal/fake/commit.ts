/** Commits changes when they have been saved, for example to disk, and undoes them if that fails. */
import type { PersistedState } from "@openrouter-keys/protocol/fake"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"

/** A change of the fake that can be undone and repeated. */
export interface Step {
  readonly changed: boolean
  readonly revert: () => void
  /** Repeats the change. */
  readonly repeat: () => void
}

/** Saves a state. If it fails, the changes since the last saved state are undone. */
export type OnChange = (state: PersistedState) => Effect.Effect<void, Error>

/** Runs a step and completes when its change has been saved. */
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
 * While a state is being saved, further steps wait, and are then run and saved together: 500 concurrent changes need a
 * few saves, not 500. If saving them fails, all are undone, and each is saved separately.
 */
export const makeCommit = (state: () => PersistedState, onChange: OnChange | undefined): Commit => {
  if (onChange === undefined) return withoutSaving
  const turn = Semaphore.makeUnsafe(1)
  let waiting: Array<Job> = []

  /** The steps that made a change. */
  const changesOf = (jobs: ReadonlyArray<Job>): ReadonlyArray<readonly [Job, Step]> =>
    jobs.flatMap((job) =>
      job.exit !== undefined && Exit.isSuccess(job.exit) && job.exit.value.changed
        ? [[job, job.exit.value] as const]
        : []
    )

  const saveOne = ([job, step]: readonly [Job, Step]): Effect.Effect<void> =>
    Effect.suspend(() => {
      step.repeat()
      return Effect.map(Effect.exit(onChange(state())), (exit) => {
        if (Exit.isSuccess(exit)) return
        step.revert()
        job.exit = Exit.failCause(exit.cause)
      })
    })

  const runAll = (jobs: ReadonlyArray<Job>): Effect.Effect<void> =>
    Effect.suspend(() => {
      for (const job of jobs) job.exit = attempt(job.run)
      const changes = changesOf(jobs)
      if (changes.length === 0) return Effect.void
      return Effect.flatMap(Effect.exit(onChange(state())), (exit) => {
        if (Exit.isSuccess(exit)) return Effect.void
        for (const [, step] of [...changes].reverse()) step.revert()
        if (changes.length > 1) return Effect.forEach(changes, saveOne, { discard: true })
        changes[0]![0].exit = Exit.failCause(exit.cause)
        return Effect.void
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
      return Effect.flatMap(turn.withPermit(runWaiting), () => job.exit as Exit.Exit<A, Error>)
    }))
}
