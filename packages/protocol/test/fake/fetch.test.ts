import { setTimeout as sleepFor } from "node:timers/promises"
import { afterEach, describe, expect, test, vi } from "vitest"
import { makeFetch, makeHandle, type PersistedState, type Sleep } from "../../src/fake/index.js"
import { bodyFor, headersFor, make, type Question } from "./ask.js"

const url = "https://openrouter.ai/api/v1/keys"

const never: Sleep = () => new Promise(() => {})

const atOnce: Sleep = () => Promise.resolve()

const start = (sleep: Sleep = atOnce, onChange?: (state: PersistedState) => Promise<void> | void) => {
  const { fake } = make({ keys: [{ name: "first" }] })
  const fetch = makeFetch(fake, sleep, onChange)
  const send = (method: string, question: Question = {}, init: RequestInit = {}) =>
    fetch(url, { method, headers: headersFor(fake, question), body: bodyFor(question) ?? null, ...init })
  return { fake, fetch, send, headers: headersFor(fake, {}) }
}

const create: Question = { body: { name: "a" } }

const rejection = (promise: Promise<unknown>): Promise<Error & { cause?: unknown }> =>
  promise.then(() => Promise.reject(new Error("it did not reject")), (error: Error) => error)

/** As in React Native and some test environments. */
class ResponseWithoutStreams {
  readonly status: number
  constructor(readonly content: string, { status }: { readonly status: number }) {
    this.status = status
  }
  readonly json = (): Promise<unknown> => Promise.resolve(JSON.parse(this.content))
}

afterEach(() => void vi.unstubAllGlobals())

describe("fetch", () => {
  test("accepts bodies in every form, and URLs as text, URL or Request", async () => {
    const { fake, fetch, headers } = start()
    const json = JSON.stringify({ name: "é" })
    const requests = [
      fetch(url, { method: "POST", headers, body: new TextEncoder().encode(json) }),
      fetch(new URL(url), { method: "POST", headers, body: new Blob([json]) }),
      fetch(new Request(url, { method: "POST", headers, body: json })),
      fetch(new Request(url, { headers }), { method: "POST", body: json })
    ]
    for (const response of await Promise.all(requests)) {
      expect(response.status).toBe(201)
      expect(response.headers.get("content-type")).toBe("application/json")
      expect(await response.json()).toMatchObject({ data: { name: "é" } })
    }
    expect(fake.keys().map(({ name }) => name)).toEqual(["é", "é", "é", "é", "first"])
  })

  test("rejects an invalid request with a TypeError", async () => {
    const { fake, fetch } = start()
    expect(await rejection(fetch("not a url"))).toBeInstanceOf(TypeError)
    expect(await rejection(fetch(url, { method: "CONNECT" }))).toBeInstanceOf(TypeError)
    expect(fake.requests()).toEqual([])
  })

  test("follows a redirect unless `redirect` is `manual` or `error`", async () => {
    const { fake, send } = start()
    const moved = () => fake.fail({ status: 307, headers: { Location: "/api/v1/keys?moved=1" } })
    moved()
    expect((await send("POST", create)).status).toBe(201)
    moved()
    expect((await send("GET", {}, { redirect: "manual" })).status).toBe(307)
    moved()
    expect(await rejection(send("GET", {}, { redirect: "error" }))).toBeInstanceOf(TypeError)
    fake.fail({ status: 303, headers: { Location: url } })
    expect((await send("POST", create)).status).toBe(200)
    expect(fake.requests()[1]).toMatchObject({ operation: "create", query: { moved: "1" } })
    fake.fail({ status: 302, headers: { Location: url }, times: Infinity })
    expect(await rejection(send("GET"))).toBeInstanceOf(TypeError)
    expect(fake.requests()).toHaveLength(6 + 21)
  })

  test.each(["before", "after"] as const)(
    "rejects with a coded cause when the connection is dropped %s",
    async (drop) => {
      const { fake, send } = start()
      fake.fail({ drop })
      const error = await rejection(send("POST", create))
      expect(error).toBeInstanceOf(TypeError)
      expect([error.message, error.cause]).toMatchObject(["fetch failed", { code: "ECONNRESET" }])
      expect(fake.keys()).toHaveLength(drop === "after" ? 2 : 1)
    }
  )

  test("has a body that fails half way if it is truncated, with and without streams", async () => {
    const { fake, send } = start()
    fake.fail({ cut: true, times: 3 })
    const cut = await send("POST", create)
    const reader = cut.body!.getReader()
    const first = await reader.read()
    expect(first.value!.length).toBe(Math.floor(Number(cut.headers.get("content-length")) / 2))
    expect((await rejection(reader.read())).cause).toMatchObject({ code: "ECONNRESET" })
    expect(await rejection((await send("GET")).text())).toBeInstanceOf(TypeError)
    vi.stubGlobal("Response", ResponseWithoutStreams)
    const streams = vi.stubGlobal("ReadableStream", undefined)
    const plain = await send("GET")
    streams.unstubAllGlobals()
    expect(plain.status).toBe(200)
    expect(await rejection(plain.json())).toBeInstanceOf(TypeError)
  })

  test("has no body if the status does not allow one", async () => {
    const { fake, send } = start()
    fake.fail({ status: 204 })
    expect(await (await send("GET")).text()).toBe("")
  })
})

describe("aborting fetch", () => {
  test("before the request rejects with the signal's reason, and nothing is received", async () => {
    const { fake, fetch, send } = start()
    const reason = new Error("enough")
    expect(await rejection(send("POST", create, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(await rejection(fetch(new Request(url, { signal: AbortSignal.abort(reason) })))).toBe(reason)
    expect(fake.requests()).toEqual([])
  })

  test("during a delay rejects at once, and nothing is applied, even if the sleep ignores the signal", async () => {
    for (const sleep of [never, (ms: number, signal?: AbortSignal) => sleepFor(ms, undefined, signal && { signal })]) {
      const { fake, send } = start(sleep)
      fake.fail({ delay: 3_600_000 })
      const controller = new AbortController()
      const waiting = rejection(send("POST", create, { signal: controller.signal }))
      await vi.waitFor(() => expect(fake.requests()[0]?.outcome).toBe("pending"))
      controller.abort()
      expect((await waiting).name).toBe("AbortError")
      expect(fake.requests()[0]).toMatchObject({ outcome: "aborted", status: null })
      expect(fake.keys()).toHaveLength(1)
    }
  })

  test("after the change was applied does not undo it", async () => {
    const { fake, send } = start(never)
    fake.fail({ drop: "after", delay: 3_600_000 })
    const controller = new AbortController()
    const waiting = rejection(send("POST", create, { signal: controller.signal }))
    await vi.waitFor(() => expect(fake.keys()).toHaveLength(2))
    controller.abort()
    expect((await waiting).name).toBe("AbortError")
    expect(fake.requests()[0]?.outcome).toBe("aborted")
  })

  test("accepts a signal of another realm", async () => {
    const { send } = start(never)
    const listeners: Array<() => void> = []
    const foreign = {
      aborted: false,
      reason: new Error("foreign"),
      addEventListener: (_: string, listener: () => void) => void listeners.push(listener),
      removeEventListener: () => {}
    }
    expect((await send("GET", {}, { signal: foreign as unknown as AbortSignal })).status).toBe(200)
  })
})

describe("changes", () => {
  test("are saved before the response; reads are not saved", async () => {
    let finish = (): void => {}
    const saved: Array<number> = []
    const { fake, send } = start(atOnce, ({ keys }) => {
      saved.push(keys.length)
      return new Promise((resolve) => {
        finish = resolve
      })
    })
    await send("GET")
    let responded = false
    const response = send("POST", create).then(({ status }) => {
      responded = true
      return status
    })
    await vi.waitFor(() => expect(saved).toEqual([2]))
    expect([responded, fake.keys().length]).toEqual([false, 2])
    finish()
    expect(await response).toBe(201)
  })

  test.each([
    () => Promise.reject(new Error("the disk is full")),
    () => {
      throw new Error("the disk is full")
    }
  ])("that cannot be saved are undone, and the response is a 500", async (onChange) => {
    const { fake, send } = start(atOnce, onChange)
    const before = fake.keys()
    const response = await send("POST", create)
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: { code: 500, message: "Internal Server Error" } })
    expect(fake.keys()).toEqual(before)
    expect(fake.requests()[0]?.status).toBe(500)
  })

  test("are saved even if the client has disconnected", async () => {
    const { fake } = make({ keys: 0 })
    const saved: Array<number> = []
    const controller = new AbortController()
    const handle = makeHandle(fake, {
      sleep: atOnce,
      onChange: async ({ keys }) => {
        controller.abort()
        await Promise.resolve()
        saved.push(keys.length)
      }
    })
    const request = { method: "POST", url, headers: headersFor(fake, {}), body: bodyFor(create) }
    await rejection(handle(request, controller.signal))
    await vi.waitFor(() => expect(saved).toEqual([1]))
    expect(fake.keys()).toHaveLength(1)
  })
})
