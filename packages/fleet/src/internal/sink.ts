import type * as Effect from "effect/Effect"
import type { Issued } from "./issue.js"

/** Where secrets go. */
export interface Sink<E> {
  readonly put: (issued: Issued) => Effect.Effect<void, E>
}
