/** What stands behind a client: a runtime, and the calls under way on it. Kept apart, so that a client shows nothing. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { InputIssue } from "@openrouter-keys/core/OpenRouterError"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { OpenRouterOptions } from "../options.js"
import { registerAccount } from "./account.js"
import { type Check, clientIssues } from "./check.js"
import { type Attempts, attemptsOf, layerOf } from "./options.js"

/** A client that can be called. */
export interface Client {
  /** Made, and its service built, when it is first used. */
  readonly runtime: ManagedRuntime.ManagedRuntime<ApiKeys, never>
  /** What holds where a call says only a part. */
  readonly attempts: Attempts
  /** What ends each of the calls under way, for a reason. */
  readonly calls: Set<(reason: unknown) => Effect.Effect<unknown>>
}

/** What carries a client's requests where it is not what its options say. */
export interface Carrier<Options> {
  /** Options of its own, and those that do not go with it. */
  readonly checks: Readonly<Record<string, Check>>
  readonly layer: (options: Options) => Layer.Layer<HttpClient.HttpClient>
}

/** Why a call cannot be made. */
export type Refusal = ReadonlyArray<InputIssue>

const refusal = (message: string): Either.Either<never, Refusal> => Either.left([{ path: "client", message }])

const clients = new WeakMap<object, Either.Either<Client, Refusal>>()

const make = <Options extends OpenRouterOptions>(
  options: Options,
  carrier: Carrier<Options> | undefined
): Either.Either<Client, Refusal> => {
  const issues = clientIssues(options, carrier?.checks)
  if (issues.length > 0) return Either.left(issues)
  const layer = layerOf(carrier === undefined ? options : { ...options, httpClient: carrier.layer(options) })
  let runtime: Client["runtime"] | undefined
  return Either.right({
    get runtime() {
      // Nobody can ask this runtime for its spans: without them a call takes a tenth less time.
      return runtime ??= ManagedRuntime.make(Layer.merge(layer(), Layer.setTracerEnabled(false)))
    },
    attempts: attemptsOf(options),
    calls: new Set()
  })
}

/** Makes a client of `owner`. Options that make no sense refuse the calls, not the client. */
export const open = <Options extends OpenRouterOptions>(
  owner: object,
  options: Options,
  carrier?: Carrier<Options>
): void => {
  const client = Either.try(() => make(options, carrier))
  registerAccount(owner, options)
  clients.set(owner, Either.isRight(client) ? client.right : refusal("has options that cannot be read"))
}

/** The client of `owner`, or why it cannot be called. */
export const find = (owner: unknown): Either.Either<Client, Refusal> =>
  clients.get(owner as object) ?? refusal("must be an OpenRouter or an OpenRouterCore")

/** Ends the calls under way and what the client holds open, and refuses calls from then on. */
export const close = async (owner: object): Promise<void> => {
  const client = find(owner)
  clients.set(owner, refusal("is closed"))
  if (Either.isLeft(client)) return
  const { calls, runtime } = client.right
  const reason = new Error("the client was closed")
  const closed = Effect.forEach(calls, (end) => end(reason), { concurrency: "unbounded", discard: true })
  const exit = await Effect.runPromiseExit(Effect.zipRight(closed, runtime.disposeEffect))
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
}
