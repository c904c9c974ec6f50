/**
 * Sends a request with a fetch function: one timer, one `AbortController`.
 *
 * @module
 */
import {
  type Failure,
  type HttpResponse,
  maxErrorBody,
  maxSuccessBody,
  type Result,
  toConnectionFailure
} from "../Failure.js"
import { explainBlockedPort } from "../internal/blockedPort.js"
import { BodyText } from "../internal/bodyText.js"
import { bodyOf, headersOf, isWebStream, readerOf, type ResponseLike, textOf } from "./FetchResponse.js"
import type { Exchange, Received, ResolvedRequest, StartTimer } from "./Transport.js"

/** The part of `fetch` that is used here. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** How a request is sent. */
export interface FetchOptions {
  readonly fetch: Fetch
  /** Additional options for fetch. */
  readonly init: RequestInit | undefined
  readonly startTimer: StartTimer
}

let supported: RequestInit | undefined

/**
 * Default options of every request. `no-store` keeps key lists out of caches, such as those of server-rendering
 * frameworks. Runtimes without this option have no such cache.
 */
export const defaultInit = (): RequestInit => supported ??= findSupported()

const findSupported = (): RequestInit => {
  const noStore: RequestInit = { cache: "no-store" }
  if (!("Request" in globalThis)) return noStore
  try {
    const { cache } = new Request("http://localhost", noStore)
    return { ...noStore, cache }
  } catch {
    return {}
  }
}

const nothing = (): void => {}

/** A response that reads its headers when they are needed: only calls that fail need them. */
class FetchedResponse implements HttpResponse {
  private read: HttpResponse["headers"] | undefined

  constructor(readonly status: number, readonly text: string, private readonly source: ResponseLike) {}

  get headers(): HttpResponse["headers"] {
    return this.read ??= headersOf(this.source)
  }
}

/** One request and its response. */
export class FetchExchange implements Exchange {
  private readonly controller = new AbortController()
  private head: { readonly status: number; readonly source: ResponseLike } | undefined
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  /** The body, read in chunks. */
  private chunks: BodyText | undefined
  /** The body, read at once. */
  private text = ""
  private cancelTimer: () => void = nothing
  private onEnd: ((result: Result<Received>) => void) | undefined

  constructor(
    private readonly request: ResolvedRequest,
    private readonly options: FetchOptions
  ) {}

  start(timeoutMs: number, onEnd: (result: Result<Received>) => void): void {
    this.onEnd = onEnd
    this.cancelTimer = this.options.startTimer(timeoutMs, () => {
      this.fail({ _tag: "Timeout", timeoutMs, sent: true })
      this.abort()
    })
    let response: Promise<Response>
    try {
      response = this.send()
    } catch (error) {
      return this.lose(error, true)
    }
    void this.receive(response).then(() => this.end(false), (error: unknown) => this.lose(error, false))
  }

  /** Stops the request and its timer. Cancels the body too, because a custom fetch may ignore the signal. */
  abort(): void {
    this.onEnd = undefined
    this.cancelTimer()
    this.controller.abort()
    this.reader?.cancel().catch(nothing)
  }

  private send(): Promise<Response> {
    const { body, headers, method, url } = this.request
    const { fetch, init } = this.options
    // Not a literal that begins with spreads: Node 20 takes 8 µs for one, a hundred times as long.
    const own: RequestInit = {
      method,
      headers: init?.headers === undefined ? headers : { ...headersOf(init), ...headers },
      // Always set, as some fetch functions expect.
      body: body as BodyInit,
      redirect: "manual",
      signal: this.controller.signal
    }
    return fetch(url, Object.assign({}, defaultInit(), init, own))
  }

  private async receive(pending: Promise<unknown>): Promise<void> {
    const source = await pending as ResponseLike
    const status: unknown = typeof source === "object" && source !== null ? source.status : undefined
    if (typeof status !== "number") throw new TypeError("the fetch function did not return a response")
    this.head = { status, source }
    const body = bodyOf(source)
    // A fetch that ignores the signal may respond after the end. Such a response is discarded.
    if (this.onEnd === undefined) return isWebStream(body) ? body.cancel() : undefined
    const reader = readerOf(body)
    if (reader === undefined) this.text = await textOf(source)
    else await this.readChunks(reader)
  }

  /** Reads a body. In Node this takes less time than `text()`. What was read of a truncated body is kept. */
  private async readChunks(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    this.reader = reader
    const chunks = this.chunks = new BodyText()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      if (chunks.add(value) > this.limit) return this.stopReading()
    }
  }

  private get limit(): number {
    return this.request.isSuccess(this.head!.status) ? maxSuccessBody : maxErrorBody
  }

  private stopReading(): void {
    this.end(true)
    this.abort()
  }

  private end(isTooLong: boolean, cut?: Failure): void {
    const { status, source } = this.head!
    const text = this.chunks?.end(cut === undefined && !isTooLong) ?? this.text
    this.finish({ ok: true, value: { response: new FetchedResponse(status, text, source), cut, isTooLong } })
  }

  private lose(error: unknown, threwSynchronously: boolean): void {
    const { secrets, url } = this.request
    const headSeen = this.head !== undefined
    const explained = headSeen ? error : explainBlockedPort(error, url)
    this.fail(toConnectionFailure(explained, { headSeen, threwSynchronously, secrets }))
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
