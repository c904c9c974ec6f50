/** Records the console, requests, responses and storage of a page. */
import * as Diagnostics from "node:diagnostics_channel"
import type * as Http from "node:http"
import type { Page } from "playwright-core"
import { assert } from "vitest"

/** A recorder of a page. */
export interface PageRecorder {
  /** Errors and warnings on the console, without failed requests if those `may` happen. */
  readonly consoleErrors: (may: boolean) => ReadonlyArray<string>
  /** Clears the recorded console. */
  readonly clearErrors: () => void
  /** Responses with a text in body or headers, by method and path. */
  readonly responsesWith: (text: string) => ReadonlyArray<string>
  /** Fails if a text is in the page, its storage or scripts, or in anything that it sent, received or printed. */
  readonly assertNeverExposed: (text: string) => Promise<void>
  /** Fails if a text is in the page or its storage. */
  readonly assertGone: (text: string) => Promise<void>
}

const failedRequest = /^Failed to load resource: |^.* net::ERR_/

/** The storage, history and content of a page, fields included. */
const storedState = async (page: Page): Promise<string> => {
  const inside = await page.evaluate(async () => {
    const databases = await indexedDB.databases()
    const fields = [...document.querySelectorAll("input, textarea, select")].map((field) =>
      (field as HTMLInputElement).value
    )
    return JSON.stringify([
      document.documentElement.outerHTML,
      fields,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      databases,
      history.state as unknown,
      location.href,
      document.title
    ])
  })
  return inside + JSON.stringify(await page.context().cookies())
}

/** All strings on the heap of the page, after garbage collection. */
export const heapOf = async (page: Page): Promise<string> => {
  const session = await page.context().newCDPSession(page)
  const chunks: Array<string> = []
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk))
  await session.send("HeapProfiler.collectGarbage")
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false })
  await session.detach()
  return chunks.join("")
}

/** A response that a server of this process sent. */
interface Sent {
  /** Method and path, such as `GET /api/v1/keys`. */
  readonly what: string
  /** Body and headers. */
  readonly text: () => string
}

interface RequestStart {
  readonly request: Http.IncomingMessage
  readonly response: Http.ServerResponse
}

/**
 * Records what the server on a port sends, until it is stopped. At the server, because a busy browser may have
 * dropped a body, or never report its end, by the time that it is asked.
 */
const recordServer = (port: number): { readonly sent: ReadonlyArray<Sent>; readonly stop: () => void } => {
  const sent: Array<Sent> = []
  const onRequest = (message: unknown): void => {
    const { request, response } = message as RequestStart
    const { socket } = request
    if (socket.localPort !== port) return
    const chunks: Array<Buffer> = []
    const keep = (chunk: unknown, encoding: unknown): void => {
      if (typeof chunk === "string") {
        chunks.push(Buffer.from(chunk, typeof encoding === "string" ? encoding as BufferEncoding : "utf8"))
      } else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
    }
    const { end, write } = response
    response.write = function(this: Http.ServerResponse, ...args: Parameters<typeof write>) {
      keep(args[0], args[1])
      return Reflect.apply(write, this, args)
    } as typeof write
    response.end = function(this: Http.ServerResponse, ...args: Parameters<typeof end>) {
      keep(args[0], args[1])
      return Reflect.apply(end, this, args)
    } as typeof end
    sent.push({
      what: `${request.method ?? ""} ${new URL(request.url ?? "/", "http://localhost").pathname}`,
      text: () => Buffer.concat(chunks).toString("latin1") + JSON.stringify(response.getHeaders())
    })
  }
  Diagnostics.subscribe("http.server.request.start", onRequest)
  return { sent, stop: () => void Diagnostics.unsubscribe("http.server.request.start", onRequest) }
}

/** Records a page, and what its server at `url` sends. */
export const recordPage = async (page: Page, url: string): Promise<PageRecorder> => {
  const printed: Array<string> = []
  const errors: Array<string> = []
  const sent: Array<string> = []
  const server = recordServer(Number(new URL(url).port))
  page.on("close", server.stop)
  // Not every browser logs violations of the policy.
  await page.addInitScript(() =>
    document.addEventListener(
      "securitypolicyviolation",
      ({ blockedURI, violatedDirective }) =>
        console.error(`The policy was violated: ${violatedDirective} ${blockedURI}`)
    )
  )
  page.on("console", (message) => {
    printed.push(message.text())
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text())
  })
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)))
  page.on("request", (request) => sent.push(JSON.stringify([request.url(), request.headers(), request.postData()])))

  const responsesWith = (text: string) =>
    server.sent.filter((response) => response.text().includes(text)).map(({ what }) => what)
  const assertGone = async (text: string) =>
    assert.isFalse((await storedState(page)).includes(text), "the page keeps it")
  return {
    consoleErrors: (may) => errors.filter((error) => !may || !failedRequest.test(error)),
    clearErrors: () => void errors.splice(0),
    responsesWith,
    assertGone,
    assertNeverExposed: async (text) => {
      await assertGone(text)
      assert.isFalse([...printed, ...sent].some((line) => line.includes(text)), "it was printed or sent")
      assert.deepStrictEqual(responsesWith(text), [])
    }
  }
}
