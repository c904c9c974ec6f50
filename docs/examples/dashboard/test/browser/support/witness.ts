/** What a page says, sends and receives, and what it keeps. */
import type { Page, Response } from "playwright-core"
import { assert } from "vitest"

/** Watches a page. */
export interface Witness {
  /** What is on the console that should not be; the browser's own lines on failed requests where they `may` be. */
  readonly complaints: (may: boolean) => ReadonlyArray<string>
  /** Forgets what is on the console. */
  readonly forgive: () => void
  /** Answers that have a text in body or headers, by method and address. */
  readonly answersWith: (text: string) => Promise<ReadonlyArray<string>>
  /** Fails where a text is in the page, its storage or scripts, or in anything that it sent, received or printed. */
  readonly neverSaw: (text: string) => Promise<void>
  /** Fails where a text is still in the page or in what it keeps. */
  readonly isGone: (text: string) => Promise<void>
}

const failedRequest = /^Failed to load resource: |^.* net::ERR_/

/** All that a page keeps where it would be found later, and all that it shows, also in fields. */
const kept = async (page: Page): Promise<string> => {
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

/** All strings in the memory of the page's scripts, after what nobody holds any more is gone. */
export const heapOf = async (page: Page): Promise<string> => {
  const session = await page.context().newCDPSession(page)
  const chunks: Array<string> = []
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk))
  await session.send("HeapProfiler.collectGarbage")
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false })
  await session.detach()
  return chunks.join("")
}

export const watch = async (page: Page): Promise<Witness> => {
  const printed: Array<string> = []
  const errors: Array<string> = []
  const sent: Array<string> = []
  const received: Array<Promise<{ readonly what: string; readonly text: string }>> = []

  const record = async (response: Response) => {
    const request = response.request()
    const body = await response.body().catch(() => Buffer.from(""))
    return {
      what: `${request.method()} ${new URL(response.url()).pathname}`,
      text: body.toString("latin1") + JSON.stringify(await response.allHeaders().catch(() => ({})))
    }
  }
  // Not every browser prints what its policy kept from running.
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

  const answersWith = async (text: string) =>
    (await Promise.all(received)).filter((answer) => answer.text.includes(text)).map(({ what }) => what)
  const isGone = async (text: string) => assert.isFalse((await kept(page)).includes(text), "the page keeps it")
  return {
    complaints: (may) => errors.filter((error) => !may || !failedRequest.test(error)),
    forgive: () => void errors.splice(0),
    answersWith,
    isGone,
    neverSaw: async (text) => {
      await isGone(text)
      assert.isFalse([...printed, ...sent].some((line) => line.includes(text)), "it was printed or sent")
      assert.deepStrictEqual(await answersWith(text), [])
    }
  }
}
