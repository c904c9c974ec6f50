import { HttpRouter, HttpServerResponse } from "@effect/platform"
import { Rotation } from "@openrouter-keys/fleet"
import { Effect } from "effect"

const id = Effect.map(HttpRouter.params, ({ id = "" }) => id)

const accepted = HttpServerResponse.empty({ status: 202 })

// Let only operators reach it.
export const router = HttpRouter.empty.pipe(
  HttpRouter.get("/rotations", Effect.flatMap(Rotation.list, (all) => HttpServerResponse.json(all))),
  HttpRouter.post("/rotations/:id/confirm", Effect.as(Effect.flatMap(id, (id) => Rotation.confirm(id)), accepted)),
  HttpRouter.post("/rotations/:id/cancel", Effect.as(Effect.flatMap(id, (id) => Rotation.cancel(id)), accepted)),
  HttpRouter.catchTag(
    "RotationError",
    ({ message, reason }) => HttpServerResponse.json({ message, reason }, { status: 409 })
  )
)
