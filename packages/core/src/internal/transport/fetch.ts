/** Requests over a function like fetch: one fiber, one timer, one `AbortController`. */
import {
  type Failure,
  maxBufferedBody,
  maxErrorBody,
  maxSuccessBody,
  toConnectionFailure
} from "@openrouter-keys/protocol/Failure"
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { constVoid } from "effect/Function"
import * as Predicate from "effect/Predicate"
import { clockOf } from "../clock.js"
import { startTimer } from "../timer.js"
import { explainBlockedPort } from "./blockedPort.js"
import { defaultInit, platformInit } from "./init.js"
import { bodyOf, chunkText, headersOf, isWebStream, readerOf, type ResponseLike, textOf } from "./response.js"
import type { Received, ResolvedRequest, Transport } from "./transport.js"

/** A function like fetch, as far as it is used here. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** Finds the function for a request in the context of the call. */
export type FetchIn = (context: Context.Context<never>) => Fetch

type Resume = (effect: Effect.Effect<Received, Failure>) => void

/** Sends requests by `fetchIn`'s function. */
export const fetchTransport = (fetchIn: FetchIn): Transport => (request, timeoutMs) =>
  Effect.withFiberRuntime((fiber) => {
    const context = fiber.currentContext
    const exchange = new Exchange(request, fetchIn(context), platformInit(context), clockOf(fiber))
    // Around the whole: an interruption may come between the start of the request and what `async` does about one.
    return Effect.onInterrupt(
      Effect.async<Received, Failure>((resume) => exchange.start(timeoutMs, resume)),
      () => Effect.sync(() => exchange.abort())
    )
  })

/** One request and its response. */
class Exchange {
  private readonly controller = new AbortController()
  private head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  private text = ""
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  private cancelTimer: () => void = constVoid
  private resume: Resume | undefined

  constructor(
    private readonly request: ResolvedRequest,
    private readonly fetch: Fetch,
    private readonly init: RequestInit | undefined,
    private readonly clock: Clock.Clock
  ) {}

  start(timeoutMs: number, resume: Resume): void {
    this.resume = resume
    this.cancelTimer = startTimer(this.clock, timeoutMs, () => {
      this.fail({ _tag: "Timeout", timeoutMs, sent: true })
      this.abort()
    })
    Either.match(Either.try({ try: () => this.send(), catch: (error) => error }), {
      onLeft: (error) => this.lose(error, true),
      onRight: (response) =>
        void Promise.resolve(response)
          .then((response) => this.receive(response as unknown as ResponseLike))
          .then(() => this.end(false), (error: unknown) => this.lose(error, false))
    })
  }

  /** Stops the request and its timer. A function of the caller's may not pass the signal on, so the body is left too. */
  abort(): void {
    this.resume = undefined
    this.cancelTimer()
    this.controller.abort()
    this.reader?.cancel().catch(constVoid)
  }

  private send(): Promise<Response> {
    const { body, headers, method, url } = this.request
    return this.fetch(url, {
      ...defaultInit(),
      ...this.init,
      method,
      headers: this.init?.headers === undefined ? headers : { ...headersOf(this.init), ...headers },
      // Named also where there is none, as some functions like fetch expect.
      body: body as BodyInit,
      redirect: "manual",
      signal: this.controller.signal
    })
  }

  private receive(response: ResponseLike): Promise<void> | void {
    const status: unknown = Predicate.isObject(response) ? response.status : undefined
    if (!Predicate.isNumber(status)) throw new TypeError("the fetch function returned no response")
    this.head = { status, headers: headersOf(response) }
    const body = bodyOf(response)
    // A function that ignores the signal may still respond after the end: nobody reads that.
    if (this.resume === undefined) return isWebStream(body) ? body.cancel() : undefined
    const reader = this.mayBuffer(status) ? undefined : readerOf(body)
    return reader === undefined ? this.readText(response) : this.readChunks(reader)
  }

  /** Whether the body may be read at once, which is faster but loses all of it when it is cut. */
  private mayBuffer(status: number): boolean {
    const { headers } = this.head!
    return !this.request.keepsCutBody && this.request.isSuccess(status) &&
      headers["content-encoding"] === undefined && Number(headers["content-length"] ?? Infinity) <= maxBufferedBody
  }

  private readText(response: ResponseLike): Promise<void> {
    return textOf(response).then((text) => {
      this.text = text
    })
  }

  private readChunks(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    this.reader = reader
    const decoder = new TextDecoder()
    const limit = this.limit
    const readOn = (): Promise<void> =>
      reader.read().then(({ done, value }) => {
        this.text += done ? decoder.decode() : chunkText(value, decoder)
        if (done) return undefined
        if (this.text.length > limit) return this.stopReading()
        return readOn()
      })
    return readOn()
  }

  private get limit(): number {
    return this.request.isSuccess(this.head!.status) ? maxSuccessBody : maxErrorBody
  }

  private stopReading(): void {
    this.end(true)
    this.abort()
  }

  private end(isTooLong: boolean, cut?: Failure): void {
    const { resume } = this
    this.resume = undefined
    this.cancelTimer()
    resume?.(Effect.succeed({ response: { ...this.head!, text: this.text }, cut, isTooLong }))
  }

  private lose(error: unknown, threwSynchronously: boolean): void {
    const { secrets, url } = this.request
    const headSeen = this.head !== undefined
    const explained = headSeen ? error : explainBlockedPort(error, url)
    this.fail(toConnectionFailure(explained, { headSeen, threwSynchronously, secrets }))
  }

  private fail(failure: Failure): void {
    if (this.head !== undefined) return this.end(false, failure)
    const { resume } = this
    this.resume = undefined
    this.cancelTimer()
    resume?.(Effect.fail(failure))
  }
}
