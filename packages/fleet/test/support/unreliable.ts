/** `ApiKeys` whose program is killed at a request, and where other people change keys at the same time. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** What happens at a request, counted from 0. */
export interface Incident {
  readonly at: number
  /** Before the request is sent, or once it has been responded to. */
  readonly when: "before" | "after"
  /** Never responds, as where the process has died. */
  readonly kill?: boolean
  /** Something that other people do. */
  readonly meanwhile?: Effect.Effect<unknown, unknown, ApiKeys>
}

/** Runs a program with incidents; it ends by itself, or by a kill. */
export const runWith = <A, E, R>(program: Effect.Effect<A, E, R>, incidents: ReadonlyArray<Incident>) =>
  Effect.gen(function*() {
    const killed = yield* Deferred.make<void>()
    const service = yield* ApiKeys
    let count = 0
    const happen = (at: number, when: "before" | "after") =>
      Effect.forEach(
        incidents.filter((incident) => incident.at === at && incident.when === when),
        (incident) =>
          Effect.zipRight(
            Effect.ignore(Effect.provideService(incident.meanwhile ?? Effect.void, ApiKeys, service)),
            incident.kill === true ? Effect.zipRight(Deferred.succeed(killed, undefined), Effect.never) : Effect.void
          )
      )
    const during = <A, E>(request: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.suspend(() => {
        const at = count++
        return Effect.zipRight(happen(at, "before"), Effect.zipLeft(request, happen(at, "after")))
      })
    const unreliable: ApiKeys.Service = {
      ...service,
      list: (request) => during(service.list(request)),
      create: (request) => during(service.create(request)),
      get: (request) => during(service.get(request)),
      update: (request) => during(service.update(request)),
      delete: (request) => during(service.delete(request)),
      listAll: (request) => Stream.unwrap(Effect.as(during(Effect.void), service.listAll(request)))
    }
    const fiber = yield* Effect.fork(Effect.provide(program, Layer.succeed(ApiKeys, unreliable)))
    yield* Effect.race(Fiber.await(fiber), Deferred.await(killed))
    yield* Fiber.interrupt(fiber)
  })
