/** The faces of an operation in ordinary code, derived from core's service: no type and no path is written again. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CreateKeysResponse as RedactedCreateKeysResponse } from "@openrouter-keys/core/KeyResponse"
import type { OperationName } from "@openrouter-keys/core/OpenRouterError"
import * as Operation from "@openrouter-keys/core/Operation"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type { OpenRouterCore } from "../core.js"
import type { RequestAborted } from "../models/RequestAborted.js"
import type { CreateKeysResponse } from "../models/responses.js"
import type { Result } from "../models/Result.js"
import type { RequestOptions } from "../options.js"
import { settle } from "./run.js"

/** Values as ordinary code gets them: the created key is a string. */
export type Value<A> = A extends RedactedCreateKeysResponse ? CreateKeysResponse : A

/** A method of the service as a method that gives a Promise. */
export type Method<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer _>
  ? (...args: [...Args, options?: RequestOptions]) => Promise<Value<A>>
  : never

/** A method of the service as a function over a client, which gives a result and never rejects. */
export type Standalone<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer E> ? (
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => Promise<Result<Value<A>, E | RequestAborted>>
  : never

/** The operations of the service, one to one, so that names of parameters and doc comments carry over. */
export type Methods = { readonly [Name in OperationName]: Method<ApiKeys.Service[Name]> }

type AnyMethod = (request?: unknown) => Effect.Effect<unknown, unknown>

const unwrap = (value: unknown): unknown =>
  Predicate.hasProperty(value, "key") && Redacted.isRedacted(value.key)
    ? { ...value, key: Redacted.value(value.key) }
    : value

/** Runs an operation for any of its faces. */
const run = (client: object, name: OperationName, args: ReadonlyArray<unknown>) => {
  const [request, options] = Operation.all[name].takesRequest ? args : [undefined, ...args]
  return settle(
    client,
    name,
    (keys) => Effect.map((keys[name] as AnyMethod)(request), unwrap),
    options as RequestOptions | undefined
  )
}

/** The methods of a client. */
export const methodsOf = (client: object): Methods =>
  Object.fromEntries(
    Object.values(Operation.all).map(({ name }) => [name, async (...args: ReadonlyArray<unknown>) => {
      const settled = await run(client, name, args)
      if (settled.ok) return settled.value
      throw settled.error
    }])
  ) as never

/** An operation as a standalone function. */
export const standalone = <Name extends OperationName>(name: Name): Standalone<ApiKeys.Service[Name]> =>
  ((client: OpenRouterCore, ...args: ReadonlyArray<unknown>) => run(client, name, args)) as never
