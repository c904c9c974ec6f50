import * as Clock from "effect/Clock"
import type * as Fiber from "effect/Fiber"

/** The clock of a fiber, without the extra step of an effect. */
export const clockOf = (fiber: Fiber.Fiber<unknown, unknown>): Clock.Clock => fiber.getRef(Clock.Clock)
