/** Faulty signals, and the outcome of a call that is aborted while it waits. */
import { assert, describe, it } from "vitest"
import { memory } from "../../core/test/suites/memory.js"
import type { SeenError } from "../../core/test/suites/testClient.js"
import { bearer, hash } from "../../core/test/support/wire.js"
import { apiKeysCreate, apiKeysUpdate, OpenRouter, type OpenRouterOptions, type RequestOptions } from "../src/index.js"
import { buildApiKeysCreateMutation } from "../src/react-query/index.js"
import { eventually, rejection } from "./support/fixtures.js"

const fails = (): never => {
  throw new Error("a signal of the caller's")
}

/** Signals that reject listeners. */
const broken: { readonly [what: string]: () => unknown } = {
  "addEventListener throws": () => ({ aborted: false, addEventListener: fails, removeEventListener: () => {} }),
  "addEventListener throws, of a real one": () =>
    Object.defineProperty(new AbortController().signal, "addEventListener", { value: fails }),
  "aborted throws": () =>
    Object.defineProperty({ addEventListener: () => {}, removeEventListener: () => {} }, "aborted", { get: fails }),
  "addEventListener cannot be read": () =>
    Object.defineProperty({ aborted: false, removeEventListener: () => {} }, "addEventListener", { get: fails })
}

type Options = (signal: unknown) => RequestOptions

const places: { readonly [where: string]: Options } = {
  signal: (signal) => ({ signal }) as RequestOptions,
  "fetchOptions.signal": (signal) => ({ fetchOptions: { signal } }) as RequestOptions
}

describe.each(Object.keys(places))("a %s that cannot be listened to", (where) => {
  it.each(Object.keys(broken))("sends nothing: %s", async (what) => {
    const { fetch, requests } = memory()
    const openRouter = new OpenRouter({ apiKey: bearer, fetch })
    const options = () => places[where]!(broken[what]!())
    const errors: ReadonlyArray<unknown> = [
      await rejection(openRouter.apiKeys.create({ name: "CI" }, options())),
      await rejection(openRouter.apiKeys.update({ hash, requestBody: {} }, options())),
      (await apiKeysCreate(openRouter, { name: "CI" }, options())).error,
      (await apiKeysUpdate(openRouter, { hash, requestBody: {} }, options())).error,
      await rejection(buildApiKeysCreateMutation(openRouter, options()).mutationFn({ request: { name: "CI" } }))
    ]
    for (const error of errors as ReadonlyArray<SeenError>) {
      assert.include({ ...error, tag: error._tag }, { tag: "InvalidRequest", outcome: "NotSent", attempts: 0 })
    }
    // Nothing may be sent later either.
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.lengthOf(requests, 0)
  })

  it("that aborts while the listener is added sends nothing", async () => {
    const { fetch, requests } = memory()
    const signal = {
      aborted: false,
      reason: "now",
      addEventListener: (_: string, listener: () => void) => {
        signal.aborted = true
        listener()
      },
      removeEventListener: () => {}
    }
    const openRouter = new OpenRouter({ apiKey: bearer, fetch })
    const error = await rejection<SeenError>(openRouter.apiKeys.create({ name: "CI" }, places[where]!(signal)))
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "NotSent", attempts: 0 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.lengthOf(requests, 0)
  })

  it("any more after the call does not change its value", async () => {
    const { fetch } = memory()
    const signal = { aborted: false, addEventListener: () => {}, removeEventListener: fails }
    const openRouter = new OpenRouter({ apiKey: bearer, fetch })
    assert.isString((await openRouter.apiKeys.create({ name: "CI" }, places[where]!(signal))).key)
    const result = await apiKeysCreate(openRouter, { name: "CI" }, places[where]!(signal))
    assert.isTrue(result.ok)
  })
})

describe("a call that is aborted while it waits for its next attempt", () => {
  type Call = (openRouter: OpenRouter, options: RequestOptions) => Promise<unknown>

  const calls: { readonly [name: string]: Call } = {
    create: (openRouter, options) => openRouter.apiKeys.create({ name: "CI" }, options),
    update: (openRouter, options) => openRouter.apiKeys.update({ hash, requestBody: {} }, options),
    delete: (openRouter, options) => openRouter.apiKeys.delete({ hash }, options),
    list: (openRouter, options) => openRouter.apiKeys.list({}, options)
  }

  const tooMany = () => new Response("{}", { status: 429, headers: { "retry-after": "30" } })
  const tooManyAtFirst = () => new Response("{}", { status: 429, headers: { "retry-after-ms": "1" } })
  const failing = () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" })
    return Promise.reject(new TypeError("fetch failed", { cause }))
  }

  /** Aborts during the backoff after these responses. Returns the error. */
  const abortedAfter = async (
    responses: ReadonlyArray<() => Response | Promise<Response>>,
    call: Call,
    end: (controller: AbortController, openRouter: OpenRouter) => unknown = (controller) => controller.abort("enough"),
    options: OpenRouterOptions = {}
  ) => {
    let count = 0
    const fetch = () => {
      const respond = responses[count++]
      return respond === undefined ? Promise.reject(new Error("asked too often")) : Promise.resolve(respond())
    }
    const controller = new AbortController()
    const openRouter = new OpenRouter({ apiKey: bearer, fetch, ...options })
    const error = rejection<SeenError>(call(openRouter, { signal: controller.signal }))
    await eventually(() => count === responses.length)
    // The rest is in this process, and done before a timer fires.
    await new Promise((resolve) => setTimeout(resolve, 100))
    await end(controller, openRouter)
    return error
  }

  it.each(Object.keys(calls))("was rejected if the service returned 429: %s", async (name) => {
    const error = await abortedAfter([tooMany], calls[name]!)
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "Rejected", attempts: 1 })
    assert.strictEqual(error.cause, "enough")
  })

  it.each(Object.keys(calls))("was rejected if the service returned 429 twice: %s", async (name) => {
    const error = await abortedAfter([tooManyAtFirst, tooMany], calls[name]!, undefined, {
      retryConfig: { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 1 } }
    })
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "Rejected", attempts: 2 })
  })

  it("was rejected if the client is closed then", async () => {
    const error = await abortedAfter([tooMany], calls["create"]!, (_, openRouter) => openRouter.dispose())
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "Rejected", attempts: 1 })
  })

  const patient: OpenRouterOptions = {
    retryConfig: { strategy: "backoff", backoff: { initialInterval: 1e6, maxInterval: 1e6, maxElapsedTime: 1e12 } }
  }

  it.each(Object.keys(calls))("was never sent if no connection was made: %s", async (name) => {
    const error = await abortedAfter([failing], calls[name]!, undefined, patient)
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "NotSent", attempts: 1 })
  })

  it.each(["update", "delete", "list"])("may have been processed if the service failed: %s", async (name) => {
    const failed = () => new Response("{}", { status: 500 })
    const error = await abortedAfter([failed], calls[name]!, undefined, patient)
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "Unknown", attempts: 1 })
  })

  it("may have been processed if an earlier attempt failed and a later one was rejected", async () => {
    const unavailable = () => new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } })
    const error = await abortedAfter([unavailable, tooMany], calls["update"]!)
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "Unknown", attempts: 2 })
  })

  it("may have been processed if a request is under way again", async () => {
    const error = await abortedAfter([tooManyAtFirst, () => new Promise<Response>(() => {})], calls["create"]!)
    assert.include({ ...error, tag: error._tag }, { tag: "RequestAborted", outcome: "Unknown", attempts: 2 })
  })
})
