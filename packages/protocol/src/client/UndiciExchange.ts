/**
 * Sends a request with undici's `dispatch`: no `fetch`, no streams, one timer.
 *
 * @module
 */
import { type Failure, maxErrorBody, maxSuccessBody, type Result, toConnectionFailure } from "../Failure.js"
import { BodyText } from "../internal/bodyText.js"
import type { Exchange, Received, ResolvedRequest, StartTimer } from "./Transport.js"

/** The part of undici's `DispatchController` that is used here. */
export interface DispatchController {
  abort(reason: Error): void
}

/** Headers in undici's form. */
export type DispatchHeaders = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/** The part of undici's `DispatchHandler` that is used here. */
export interface DispatchHandler {
  onRequestStart(controller: DispatchController, context: unknown): void
  onRequestUpgrade(controller: DispatchController, status: number, headers: never, socket: never): void
  onResponseStart(controller: DispatchController, status: number, headers: DispatchHeaders, statusText?: string): void
  onResponseData(controller: DispatchController, chunk: Uint8Array): void
  onResponseEnd(controller: DispatchController, trailers: never): void
  onResponseError(controller: DispatchController, error: Error): void
}

/** Options of undici's `dispatch`. */
export interface DispatchOptions {
  readonly origin: string
  readonly path: string
  readonly method: ResolvedRequest["method"]
  readonly headers: Record<string, string>
  readonly body: string | null
  readonly headersTimeout: number
  readonly bodyTimeout: number
}

/** undici's `dispatch`. */
export type Dispatch = (options: DispatchOptions, handler: DispatchHandler) => boolean

const nothing = (): void => {}

/** How a request is sent. */
export interface UndiciOptions {
  readonly dispatch: Dispatch
  readonly startTimer: StartTimer
}

/**
 * One request and its response, as a handler for undici 7 or later. Does not request compressed responses, because
 * undici does not decompress them.
 */
export class UndiciExchange implements Exchange, DispatchHandler {
  private head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  private readonly body = new BodyText()
  private limit = 0
  private controller: DispatchController | undefined
  private isAborted = false
  private cancelTimer: () => void = nothing
  private onEnd: ((result: Result<Received>) => void) | undefined

  constructor(
    private readonly request: ResolvedRequest,
    private readonly options: UndiciOptions
  ) {}

  start(timeoutMs: number, onEnd: (result: Result<Received>) => void): void {
    this.onEnd = onEnd
    this.cancelTimer = this.options.startTimer(timeoutMs, () => {
      this.fail({ _tag: "Timeout", timeoutMs, sent: true })
      this.abort()
    })
    try {
      this.dispatch()
    } catch (error) {
      this.lose(error, true)
    }
  }

  /** Stops the request and its timer. If undici has not started the request yet, `onRequestStart` aborts it. */
  abort(): void {
    this.onEnd = undefined
    this.isAborted = true
    this.cancelTimer()
    this.controller?.abort(new Error("aborted"))
  }

  private dispatch(): boolean {
    const { body, headers, method, url } = this.request
    const { origin, pathname, search } = new URL(url)
    return this.options.dispatch({
      origin,
      path: `${pathname}${search}`,
      method,
      headers: { "accept-encoding": "identity", ...headers },
      body: body ?? null,
      // The exchange has its own timer.
      headersTimeout: 0,
      bodyTimeout: 0
    }, this)
  }

  onRequestStart(controller: DispatchController): void {
    this.controller = controller
    if (this.isAborted) controller.abort(new Error("aborted"))
  }

  onRequestUpgrade(_: DispatchController, status: number): void {
    this.head = { status, headers: {} }
    this.abortWith(false)
  }

  onResponseStart(
    _: DispatchController,
    status: number,
    headers: DispatchHeaders
  ): void {
    // Informational responses (1XX) precede the final one.
    if (status < 200) return
    this.head = { status, headers: joined(headers) }
    this.limit = this.request.isSuccess(status) ? maxSuccessBody : maxErrorBody
  }

  onResponseData(_: DispatchController, chunk: Uint8Array): void {
    if (this.body.add(chunk) > this.limit) this.abortWith(true)
  }

  onResponseEnd(): void {
    this.end(false)
  }

  onResponseError(_: DispatchController, error: unknown): void {
    this.lose(error, false)
  }

  private abortWith(isTooLong: boolean): void {
    this.end(isTooLong)
    this.abort()
  }

  private end(isTooLong: boolean, cut?: Failure): void {
    const text = this.body.end(cut === undefined && !isTooLong)
    this.finish({ ok: true, value: { response: { text, ...this.head! }, cut, isTooLong } })
  }

  private lose(error: unknown, threwSynchronously: boolean): void {
    if (this.onEnd === undefined) return
    const { secrets } = this.request
    this.fail(toConnectionFailure(error, { headSeen: this.head !== undefined, threwSynchronously, secrets }))
  }

  private fail(failure: Failure): void {
    if (this.head !== undefined) return this.end(false, failure)
    this.finish({ ok: false, failure })
  }

  private finish(result: Result<Received>): void {
    const { onEnd } = this
    this.onEnd = undefined
    this.cancelTimer()
    onEnd?.(result)
  }
}

const joined = (headers: DispatchHeaders): Readonly<Record<string, string>> => {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ")
  }
  return out
}
