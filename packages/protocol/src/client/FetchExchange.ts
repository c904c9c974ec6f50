/**
 * Sends a request with a fetch function: one timer, one `AbortController`.
 *
 * @module
 */
import {
  type Failure,
  maxBufferedBody,
  maxErrorBody,
  maxSuccessBody,
  type Result,
  toConnectionFailure
} from "../Failure.js"
import { explainBlockedPort } from "../internal/blockedPort.js"
import { bodyOf, chunkText, headersOf, isWebStream, readerOf, type ResponseLike, textOf } from "./FetchResponse.js"
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

/** One request and its response. */
export class FetchExchange implements Exchange {
  private readonly controller = new AbortController()
  private head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  private text = ""
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined
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
    void Promise.resolve(response)
      .then((response) => this.receive(response as unknown as ResponseLike))
      .then(() => this.end(false), (error: unknown) => this.lose(error, false))
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
    return fetch(url, {
      ...defaultInit(),
      ...init,
      method,
      headers: init?.headers === undefined ? headers : { ...headersOf(init), ...headers },
      // Always set, as some fetch functions expect.
      body: body as BodyInit,
      redirect: "manual",
      signal: this.controller.signal
    })
  }

  private receive(response: ResponseLike): Promise<void> | void {
    const status: unknown = typeof response === "object" && response !== null ? response.status : undefined
    if (typeof status !== "number") throw new TypeError("the fetch function did not return a response")
    this.head = { status, headers: headersOf(response) }
    const body = bodyOf(response)
    // A fetch that ignores the signal may respond after the end. Such a response is discarded.
    if (this.onEnd === undefined) return isWebStream(body) ? body.cancel() : undefined
    const reader = this.mayBuffer(status) ? undefined : readerOf(body)
    return reader === undefined ? this.readText(response) : this.readChunks(reader)
  }

  /** Whether the body may be read at once. That is faster, but a truncated body is lost entirely. */
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
    this.finish({ ok: true, value: { response: { ...this.head!, text: this.text }, cut, isTooLong } })
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
