/**
 * A clock that shows the time of the database. The machines' clocks may differ, and one runner stores when a rotation is due
 * while another one decides whether it is.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Rotation } from "../../Rotation.js"
import { databaseNow } from "../databaseTime.js"

/** A difference of up to so many milliseconds is not corrected. */
const tolerance = 100

/** Makes a clock, and an effect that compares it with the database. It runs on as fast as the machine's clock. */
export const make = (
  sql: SqlClient.SqlClient
): Effect.Effect<{ readonly clock: Clock.Clock; readonly adjust: Effect.Effect<void, SqlError> }> =>
  Effect.map(Effect.clock, (local) => {
    let offset = 0
    const now = () => local.unsafeCurrentTimeMillis() + offset
    const adjust = Effect.suspend(() => {
      const before = now()
      return Effect.map(databaseNow(sql), (theirs) => {
        const after = now()
        // The database has looked at its clock at some time between. On a busy machine, that may be seconds.
        if (theirs < before - tolerance || theirs > after + tolerance) {
          offset += Math.round(theirs - (before + after) / 2)
        }
      })
    })
    const clock: Clock.Clock = {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: now,
      currentTimeMillis: Effect.sync(now),
      // For measuring durations.
      unsafeCurrentTimeNanos: () => local.unsafeCurrentTimeNanos(),
      currentTimeNanos: local.currentTimeNanos,
      sleep: (duration) => local.sleep(duration)
    }
    return { clock, adjust }
  })

/** Rotations whose times are those of a clock, no matter which clock their caller uses. */
export const rotationsOn = (rotation: Rotation.Service, clock: Clock.Clock): Rotation.Service => ({
  start: (options) => Effect.withClock(rotation.start(options), clock),
  status: (id) => rotation.status(id),
  list: rotation.list,
  pending: Effect.withClock(rotation.pending, clock),
  watch: (id) => rotation.watch(id),
  confirm: (id, options) => Effect.withClock(rotation.confirm(id, options), clock),
  cancel: (id) => Effect.withClock(rotation.cancel(id), clock),
  resume: Effect.withClock(rotation.resume, clock)
})
