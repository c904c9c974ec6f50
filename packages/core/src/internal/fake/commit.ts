/**
 * Changes that count once they are kept elsewhere, as on a disk, and are undone if that fails.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** A state that is changed in place. */
export interface Committed<S> {
  /** The same object until the state changes. */
  readonly current: () => S
  readonly restore: (state: S) => void
  /** Keeps a new state. */
  readonly keep: (state: S) => Effect.Effect<void, Error>
}

/** Runs something on a state in which everything is kept, and is done when its own changes are. */
export type Commit = <A>(run: () => A) => Effect.Effect<A, Error>

interface Job {
  readonly run: () => unknown
  exit: Exit.Exit<unknown, Error> | undefined
}

const attempt = (run: () => unknown): Exit.Exit<unknown> => {
  try {
    return Exit.succeed(run())
  } catch (cause) {
    return Exit.die(cause)
  }
}

/**
 * While one state is being kept, what is to be run next waits, and is then run and kept all at once: 500 changes at the
 * same time are kept a few times, not 500. If that fails, each is tried by itself, so that each has its own outcome.
 */
export const makeCommit = <S>({ current, keep, restore }: Committed<S>): Commit => {
  const turn = Effect.unsafeMakeSemaphore(1)
  let waiting: Array<Job> = []

  const runAll = (jobs: ReadonlyArray<Job>): Effect.Effect<void> =>
    Effect.suspend(() => {
      const before = current()
      for (const job of jobs) job.exit = attempt(job.run)
      const after = current()
      if (after === before) return Effect.void
      return Effect.flatMap(Effect.exit(keep(after)), (exit) => {
        if (Exit.isSuccess(exit)) return Effect.void
        restore(before)
        for (const job of jobs) job.exit = exit
        return jobs.length === 1 ? Effect.void : Effect.forEach(jobs, (job) => runAll([job]), { discard: true })
      })
    })

  return <A>(run: () => A) =>
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
