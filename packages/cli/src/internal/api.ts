/** The API's operations, with only the modules that a command on single keys needs. */
import * as Engine from "@openrouter-keys/core/Engine"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ResolvedRequest } from "@openrouter-keys/protocol/client/Transport"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import { endlessError, prepareListAll } from "@openrouter-keys/protocol/ListAll"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { nodeFetch } from "./nodeFetch.js"

/** The API's operations. */
export class Api extends Context.Tag("@openrouter-keys/cli/Api")<Api, Engine.PlainService>() {}

/** The connection to the API. */
export interface Connection {
  readonly apiKey: Redacted.Redacted<string>
  readonly serverURL: string | undefined
  readonly userAgent: string
}

const logged = (transport: Engine.Transport): Engine.Transport => (request, timeoutMs) =>
  Effect.flatMap(Clock.currentTimeMillis, (since) =>
    transport(request, timeoutMs).pipe(
      Effect.tapBoth({
        onSuccess: ({ response: { status } }) => logRequest(request, String(status), since),
        onFailure: ({ _tag }) => logRequest(request, _tag, since)
      })
    ))

const logRequest = ({ method, url }: ResolvedRequest, result: string, since: number): Effect.Effect<void> =>
  Effect.flatMap(
    Clock.currentTimeMillis,
    (now) => Effect.logDebug(`${method} ${new URL(url).pathname}: ${result} after ${now - since} ms`)
  )

/** Creates the operations. */
export const make = (connection: Connection): Engine.PlainService =>
  Engine.make({ ...connection, transport: logged(Engine.overFetch(nodeFetch)) })

/** Lists keys, page after page. */
export const listAll = (request: ListRequest): Effect.Effect<ReadonlyArray<ApiKey>, ListError, Api> =>
  Effect.gen(function*() {
    const api = yield* Api
    const prepared = prepareListAll(request)
    if (!prepared.ok) return yield* Effect.fail(prepared.error)
    const { filters, reader } = prepared.value
    const all: Array<ApiKey> = []
    let step = reader.first
    while (step._tag === "Page") {
      const read = reader.next(yield* api.list({ ...filters, offset: step.offset }))
      all.push(...read.keys)
      step = read.step
    }
    return step._tag === "End" ? all : yield* Effect.fail(endlessError(step))
  })
