/** Requests by undici's `dispatch`: no `fetch`, no streams, one timer. */
import { type Failure, maxErrorBody, maxSuccessBody, toConnectionFailure } from "@openrouter-keys/protocol/Failure"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { constVoid } from "effect/Function"
import type { Dispatcher } from "undici"
import { clockOf } from "../clock.js"
import { startTimer } from "../timer.js"
import type { Received, ResolvedRequest, Transport } from "./transport.js"

type Resume = (effect: Effect.Effect<Received, Failure>) => void

/**
 * Sends requests by a dispatcher of undici 7 or later, such as an `Agent` or a `MockAgent`. Compressed responses are not
 * asked for: undici does not decompress them.
 */
export const undiciTransport = (dispatcher: Dispatcher): Transport => (request, timeoutMs) =>
  Effect.withFiberRuntime((fiber) => {
    const exchange = new Exchange(request, dispatcher, clockOf(fiber))
    // Around the whole: an interruption may come between the start of the request and what `async` does about one.
    return Effect.onInterrupt(
      Effect.async<Received, Failure>((resume) => exchange.start(timeoutMs, resume)),
      () => Effect.sync(() => exchange.abort())
    )
  })

/** One request and its response, as undici's handler. */
class Exchange implements Dispatcher.DispatchHandler {
  private head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  private text = ""
  private limit = 0
  private readonly decoder = new TextDecoder()
  private controller: Dispatcher.DispatchController | undefined
  private isAborted = false
  private cancelTimer: () => void = constVoid
  private resume: Resume | undefined

  constructor(
    private readonly request: ResolvedRequest,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock.Clock
  ) {}

  start(timeoutMs: number, resume: Resume): void {
    this.resume = resume
    this.cancelTimer = startTimer(this.clock, timeoutMs, () => {
      this.fail({ _tag: "Timeout", timeoutMs, sent: true })
      this.abort()
    })
    const dispatched = Either.try({ try: () => this.dispatch(), catch: (error) => error })
    if (Either.isLeft(dispatched)) this.lose(dispatched.left, true)
  }

  /** Stops the request and its timer. Before undici has begun with the request, it is told to by `onRequestStart`. */
  abort(): void {
    this.resume = undefined
    this.isAborted = true
    this.cancelTimer()
    this.controller?.abort(new Error("aborted"))
  }

  private dispatch(): boolean {
    const { body, headers, method, url } = this.request
    const { origin, pathname, search } = new URL(url)
    return this.dispatcher.dispatch({
      origin,
      path: `${pathname}${search}`,
      method,
      headers: { "accept-encoding": "identity", ...headers },
      body: body ?? null,
      // The transport has a timer of its own.
      headersTimeout: 0,
      bodyTimeout: 0
    }, this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.isAborted) controller.abort(new Error("aborted"))
  }

  onRequestUpgrade(_: Dispatcher.DispatchController, status: number): void {
    this.head = { status, headers: {} }
    this.abortWith(false)
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  ): void {
    // Informational responses come before the one that counts.
    if (status < 200) return
    this.head = { status, headers: joined(headers) }
    this.limit = this.request.isSuccess(status) ? maxSuccessBody : maxErrorBody
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.text += this.decoder.decode(chunk, { stream: true })
    if (this.text.length > this.limit) this.abortWith(true)
  }

  onResponseEnd(): void {
    this.text += this.decoder.decode()
    this.end(false)
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.lose(error, false)
  }

  private abortWith(isTooLong: boolean): void {
    this.end(isTooLong)
    this.abort()
  }

  private end(isTooLong: boolean, cut?: Failure): void {
    const { resume } = this
    this.resume = undefined
    this.cancelTimer()
    resume?.(Effect.succeed({ response: { ...this.head!, text: this.text }, cut, isTooLong }))
  }

  private lose(error: unknown, threwSynchronously: boolean): void {
    if (this.resume === undefined) return
    const { secrets } = this.request
    this.fail(toConnectionFailure(error, { headSeen: this.head !== undefined, threwSynchronously, secrets }))
  }

  private fail(failure: Failure): void {
    if (this.head !== undefined) return this.end(false, failure)
    const { resume } = this
    this.resume = undefined
    this.cancelTimer()
    resume?.(Effect.fail(failure))
  }
}

const joined = (
  headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
): Readonly<Record<string, string>> => {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ")
  }
  return out
}
