import { fileURLToPath } from "node:url"
import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { apiKeysGet, InvalidRequest, NotFound, RequestAborted } from "../src/index.js"
import { fakeClient, hash, rejection } from "./support/fixtures.js"

const here = fileURLToPath(import.meta.url)

/** The first place of a stack trace. */
const firstPlace = (error: Error): string => error.stack?.split("\n").find((line) => /^ +at /.test(line)) ?? ""

/** What an application puts between itself and the client. */
const myOwnWrapper = <A>(call: () => Promise<A>): Promise<A> => call()

describe("the stack trace of an error", () => {
  it("leads to the line that made the call: a refusal, wrong input, an abort", async () => {
    const { openRouter } = await fakeClient()
    const errors = [
      await rejection(myOwnWrapper(() => openRouter.apiKeys.get({ hash }))),
      await rejection(myOwnWrapper(() => openRouter.apiKeys.get({ hash: "" }))),
      await rejection(myOwnWrapper(() => openRouter.apiKeys.get({ hash }, { signal: AbortSignal.abort() }))),
      (await myOwnWrapper(() => apiKeysGet(openRouter, { hash }))).error!
    ]
    assert.deepStrictEqual(errors.map(({ constructor }) => constructor), [
      NotFound,
      InvalidRequest,
      RequestAborted,
      NotFound
    ])
    for (const error of errors) {
      assert.include(firstPlace(error), here)
      assert.include(error.stack, "at myOwnWrapper")
      assert.strictEqual(error.stack?.split("\n")[0], `${error.name}: ${error.message}`)
      assert.notMatch(error.stack ?? "", /packages\/adapters\/src|FiberRuntime|node_modules\/effect/)
      assert.include(inspect(error), here)
    }
  })

  it("leads to the line that asked for all keys", async () => {
    const { openRouter } = await fakeClient()
    const all = openRouter.apiKeys.listAll({ offset: -1 })
    const error = await rejection((async () => {
      for await (const key of all) assert.isObject(key)
    })())
    assert.include(firstPlace(error), here)
  })

  it("is like any other: read again, written over, and not listed", async () => {
    const { openRouter } = await fakeClient()
    const error = await rejection(openRouter.apiKeys.get({ hash }))
    assert.strictEqual(error.stack, error.stack)
    error.stack = "mine"
    assert.strictEqual(error.stack, "mine")
    assert.notInclude(Object.keys(error), "stack")
  })

  it("is that of the error itself: an Error of core's class, and no proxy of one", async () => {
    const { openRouter } = await fakeClient()
    const error = await rejection(openRouter.apiKeys.get({ hash }))
    const { types } = await import("node:util")
    assert.isFalse(types.isProxy(error))
    assert.isTrue(types.isNativeError(error))
  })
})
