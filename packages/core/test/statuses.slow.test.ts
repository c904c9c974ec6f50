/** Every status there is, over a real server on localhost. */
import { describe, it } from "@effect/vitest"
import { names } from "./support/calls.js"
import { assertStatuses } from "./support/statuses.js"

const statuses = Array.from({ length: 200 }, (_, index) => 400 + index)

describe.each(names)("%s", (name) => {
  it.live.each(["fetch", "undici's pool"])(
    "every status from 400 to 599 has its error class, over %s",
    (transport) => assertStatuses(name, transport, statuses)
  )
})
