/** `Bulk.create` in a process that dies at one of its requests. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { assertDone, create, layer } from "../support/orders.js"
import { runWith } from "../support/unreliable.js"

/** Requests of six keys: three for each, and those that look for leftovers. */
const all = Array.from({ length: 22 }, (_, at) => at)

/** At every so many requests, from the first on. */
export const bulkKills = (every: number): void => {
  describe("Bulk.create", () => {
    it.effect.each(all.filter((at) => at % every === 0))(
      "is finished by another run if the process died at request %i",
      (at) =>
        Effect.gen(function*() {
          for (const when of ["before", "after"] as const) {
            yield* runWith(create({ concurrency: 2 }), [{ at, when, kill: true }])
          }
          yield* create()
          yield* assertDone
        }).pipe(Effect.provide(layer()))
    )
  })
}
