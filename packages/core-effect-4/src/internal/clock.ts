import * as Clock from "effect/Clock"
import type * as Fiber from "effect/Fiber"

/** The clock of a fiber: asking for it by an effect takes a step more. */
export const clockOf = (fiber: Fiber.Fiber<unknown, unknown>): Clock.Clock => fiber.getRef(Clock.Clock)
