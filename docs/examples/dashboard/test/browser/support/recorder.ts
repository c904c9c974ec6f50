/** Records the console, requests, responses and storage of a page. */
import type { Page, Response } from "playwright-core"
import { assert } from "vitest"

/** A recorder of a page. */
export interface PageRecorder {
  /** Errors and warnings on the console, without failed requests if those `may` happen. */
  readonly consoleErrors: (may: boolean) => ReadonlyArray<string>
  /** Clears the recorded console. */
  readonly clearErrors: () => void
  /** Responses with a text in body or headers, by method and path. */
  readonly responsesWith: (text: string) => Promise<ReadonlyArray<string>>
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

/** A busy browser may have the body only after a moment. */
const bodyOf = async (response: Response): Promise<Buffer> => {
  const none = Buffer.from("")
  await response.finished().catch(() => null)
  for (let tries = 0; tries < 5 && response.ok() && response.status() !== 204; tries++) {
    const body = await response.body().catch(() => none)
    if (body.length > 0) return body
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return response.body().catch(() => none)
}

export const recordPage = async (page: Page): Promise<PageRecorder> => {
  const printed: Array<string> = []
  const errors: Array<string> = []
  const sent: Array<string> = []
  const received: Array<Promise<{ readonly what: string; readonly text: string }>> = []

  const record = async (response: Response) => {
    const request = response.request()
    const body = await bodyOf(response)
    return {
      what: `${request.method()} ${new URL(response.url()).pathname}`,
      text: body.toString("latin1") + JSON.stringify(await response.allHeaders().catch(() => ({})))
    }
  }
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
  page.on("response", (response) => received.push(record(response)))

  const responsesWith = async (text: string) =>
    (await Promise.all(received)).filter((response) => response.text.includes(text)).map(({ what }) => what)
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
      assert.deepStrictEqual(await responsesWith(text), [])
    }
  }
}
