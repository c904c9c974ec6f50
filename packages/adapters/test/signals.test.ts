import { assert, describe, it } from "vitest"
import { apiKeysCreate, type InvalidRequest, OpenRouter, type RequestAborted } from "../src/index.js"
import { eventually, fakeClient, rejection } from "./support/fixtures.js"

/** A signal that counts its listeners. */
const countingSignal = () => {
  const signal = Object.assign(new AbortController().signal, { listeners: 0 })
  const { addEventListener, removeEventListener } = signal
  return Object.assign(signal, {
    addEventListener(...args: Parameters<typeof addEventListener>) {
      signal.listeners++
      addEventListener.apply(signal, args)
    },
    removeEventListener(...args: Parameters<typeof removeEventListener>) {
      signal.listeners--
      removeEventListener.apply(signal, args)
    }
  })
}

/** A signal with a member that throws. */
const broken = (name: "aborted" | "addEventListener" | "removeEventListener" | "reason", from = 0): AbortSignal => {
  const { signal } = new AbortController()
  let uses = 0
  return new Proxy(signal, {
    get(target, key) {
      if (key === name && uses++ >= from) {
        if (name === "aborted" || name === "reason") throw new Error(`no ${name}`)
        return () => {
          throw new Error(`no ${name}`)
        }
      }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === "function" ? value.bind(target) as unknown : value
    }
  })
}

/** Enough time for a request to reach the fake. */
const later = () => new Promise((resolve) => setTimeout(resolve, 50))

describe("a signal that rejects listeners", () => {
  it.each(
    [
      ["addEventListener", "signal"],
      ["addEventListener", "fetchOptions.signal"],
      ["aborted", "signal"],
      ["aborted", "fetchOptions.signal"]
    ] as const
  )("because its `%s` throws, as `%s`, sends nothing", async (name, place) => {
    const { keys, openRouter, requests } = await fakeClient()
    const signal = broken(name)
    const options = place === "signal" ? { signal } : { fetchOptions: { signal } }
    const result = await apiKeysCreate(openRouter, { name: "CI" }, options)
    assert.include(result.error!, { _tag: "InvalidRequest", outcome: "NotSent", attempts: 0 })
    await later()
    assert.deepStrictEqual(requests(), [])
    assert.deepStrictEqual(keys(), [])
  })

  it.each(["before", "after"])("leaves no listener on a signal %s it", async (place) => {
    const { openRouter, requests } = await fakeClient()
    const sound = countingSignal()
    const signals = [sound, broken("addEventListener")]
    const [signal, other] = place === "before" ? signals : signals.reverse()
    const error = await rejection<InvalidRequest>(
      openRouter.apiKeys.create({ name: "CI" }, { signal: signal!, fetchOptions: { signal: other! } })
    )
    assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent" })
    assert.strictEqual(sound.listeners, 0)
    assert.deepStrictEqual(requests(), [])
  })

  it("is tried again by the next call", async () => {
    const { openRouter } = await fakeClient()
    const { signal } = new AbortController()
    const { addEventListener } = signal
    signal.addEventListener = () => {
      throw new Error("not yet")
    }
    assert.include(await rejection<InvalidRequest>(openRouter.apiKeys.list({}, { signal })), { _tag: "InvalidRequest" })
    signal.addEventListener = addEventListener
    assert.deepStrictEqual(await openRouter.apiKeys.list({}, { signal }), { data: [] })
  })
})

describe("a signal that breaks later", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "`aborted` from use %i on: the outcome says whether a request was sent",
    async (from) => {
      const { keys, openRouter, requests } = await fakeClient()
      const result = await apiKeysCreate(openRouter, { name: "CI" }, { signal: broken("aborted", from) })
      if (result.ok) assert.lengthOf(keys(), 1)
      else {
        assert.strictEqual(result.error.outcome, "NotSent")
        await later()
        assert.deepStrictEqual(requests(), [])
      }
    }
  )

  it("in `removeEventListener` does not prevent a call from ending", async () => {
    const { keys, openRouter } = await fakeClient()
    const { key } = await openRouter.apiKeys.create({ name: "CI" }, { signal: broken("removeEventListener") })
    assert.match(key, /^sk-or-v1-/)
    assert.lengthOf(keys(), 1)
  })

  it("in `reason` does not prevent an abort", async () => {
    const controller = new AbortController()
    Object.defineProperty(controller.signal, "reason", {
      get() {
        throw new Error("no reason")
      }
    })
    let sent = 0
    const openRouter = new OpenRouter({
      apiKey: "key",
      fetch: () => {
        sent++
        return new Promise(() => {})
      }
    })
    const error = rejection<RequestAborted>(
      openRouter.apiKeys.create({ name: "CI" }, { signal: controller.signal })
    )
    await eventually(() => sent === 1)
    controller.abort()
    assert.include(await error, { _tag: "RequestAborted", outcome: "Unknown", attempts: 1 })
  })
})

describe("listening", () => {
  it("starts before the first request, and ends with the call", async () => {
    const signal = countingSignal()
    const during: Array<number> = []
    const { fake, openRouter } = await fakeClient({}, {
      fetch: (input, init) => {
        during.push(signal.listeners)
        return fake.fetch(input, init)
      }
    })
    await openRouter.apiKeys.create({ name: "CI" }, { signal })
    assert.deepStrictEqual(during, [1])
    assert.strictEqual(signal.listeners, 0)
  })
})
