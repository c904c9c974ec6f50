/** Runs calls with the merged settings of client and call. */
import type { CallSite } from "@openrouter-keys/protocol/client/CallSite"
import {
  type CallSettings,
  mergeCallSettings,
  noCallSettings,
  type Settings
} from "@openrouter-keys/protocol/client/Settings"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationSpec } from "@openrouter-keys/protocol/Operation"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as AttemptState from "../AttemptState.js"
import { type Connection, runCall } from "./call.js"
import { clockOf } from "./clock.js"
import type { Observe } from "./observe.js"

/** Options of the calls in a part of a program. */
export class CurrentCallOptions extends Context.Reference<CurrentCallOptions>()(
  "@openrouter-keys/core/OpenRouterClient/CurrentCallOptions",
  { defaultValue: (): CallSettings => noCallSettings }
) {}

/** Calls an operation. Stack traces of its errors begin at `site`. */
export type Execute = <Request, Response, Error>(
  operation: OperationSpec<Request, Response, Error>,
  request: Request,
  site?: CallSite
) => Effect.Effect<Response, Error>

/** Creates the function that makes the observed calls of a client. */
export const makeExecute =
  (connection: Connection, settings: Settings, observe: Observe): Execute =>
  <Request, Response, Error>(
    operation: OperationSpec<Request, Response, Error>,
    request: Request,
    site?: CallSite
  ) => {
    const call: Effect.Effect<Response, OpenRouterError> = observe(operation.name, (observer, fiber) => {
      const options = Context.get(fiber.currentContext, CurrentCallOptions)
      return runCall(operation, request, { connection, observer, clock: clockOf(fiber) }, {
        settings: mergeCallSettings(settings, options),
        state: fiber.getFiberRef(AttemptState.current) ?? AttemptState.make(),
        site
      })
    })
    // The operation's `statuses` decide which error classes can occur, which are those of its `Error`.
    return call as Effect.Effect<Response, Error>
  }
