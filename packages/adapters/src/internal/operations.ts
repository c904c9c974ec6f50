/** The faces of an operation in ordinary code, derived from core's service: no type and no path is written again. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CreateKeysResponse as RedactedCreateKeysResponse } from "@openrouter-keys/core/KeyResponse"
import type { OperationName } from "@openrouter-keys/core/OpenRouterError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import { capitalize } from "effect/String"
import type { OpenRouterCore } from "../core.js"
import type { CreateKeysResponse } from "../models/operations.js"
import type { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { type Result, unwrap as unwrapResult } from "../types.js"
import { settle } from "./call.js"
import { type CallSite, callSite } from "./callSite.js"
import { quiet } from "./quiet.js"

/** Values as ordinary code gets them: the created key is a string. */
export type Value<A> = A extends RedactedCreateKeysResponse ? CreateKeysResponse : A

/** A method of the service as a method of ordinary code: an effect gives a Promise, a stream an `AsyncIterable`. */
export type Method<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer _>
  ? (...args: [...Args, options?: RequestOptions]) => Promise<Value<A>>
  : F extends (...args: infer Args) => Stream.Stream<infer A, infer _>
    ? (...args: [...Args, options?: RequestOptions]) => AsyncIterable<Value<A>>
  : never

/** A method of the service as a function over a client, which gives a result and never rejects. */
export type Standalone<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer E> ? (
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => Promise<Result<Value<A>, E | RequestAborted>>
  : never

/** The methods of a service, one to one, so that names of parameters and doc comments carry over. */
export type Methods<Service> = { readonly [Name in keyof Service]: Method<Service[Name]> }

type AnyMethod = (request?: unknown) => Effect.Effect<unknown>

const unwrap = (value: unknown): unknown =>
  Predicate.hasProperty(value, "key") && Redacted.isRedacted(value.key)
    ? { ...value, key: Redacted.value(value.key) }
    : value

const call = (client: unknown, operation: OperationName, args: ReadonlyArray<unknown>, site: CallSite) =>
  settle({
    client,
    operation,
    args,
    site,
    use: (keys, request) => Effect.map((keys[operation] as AnyMethod)(request), unwrap)
  })

/** Gives a function the name that it has where it is used, for whoever prints it. */
const named = <F extends (...args: Array<never>) => unknown>(name: string, f: F): F =>
  Object.defineProperty(f, "name", { value: name })

/** An operation as a method of a client. */
export const method = <Name extends OperationName>(client: object, name: Name): Method<ApiKeys.Service[Name]> => {
  const face = (...args: ReadonlyArray<unknown>) => quiet(call(client, name, args, callSite(face)).then(unwrapResult))
  return named(name, face) as never
}

/** An operation as a standalone function. */
export const standalone = <Name extends OperationName>(name: Name): Standalone<ApiKeys.Service[Name]> => {
  const face = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) => call(client, name, args, callSite(face))
  return named(`apiKeys${capitalize(name)}`, face) as never
}
