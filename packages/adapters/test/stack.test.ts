import { fileURLToPath } from "node:url"
import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { apiKeysGet, InvalidRequest, NotFound, RequestAborted } from "../src/index.js"
import { fakeClient, hash, rejection } from "./support/fixtures.js"

const here = fileURLToPath(import.meta.url)

/** The first location of a stack trace. */
const firstPlace = (error: Error): string => error.stack?.split("\n").find((line) => /^ +at /.test(line)) ?? ""

/** Wraps a call as an application may do. */
const myOwnWrapper = <A>(call: () => Promise<A>): Promise<A> => call()

describe("the stack trace of an error", () => {
  it("contains the line of the call: for an error response, invalid input, an abort", async () => {
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

  it("contains the line that called listAll", async () => {
    const { openRouter } = await fakeClient()
    const all = openRouter.apiKeys.listAll({ offset: -1 })
    const error = await rejection((async () => {
      for await (const key of all) assert.isObject(key)
    })())
    assert.include(firstPlace(error), here)
  })

  it("can be read again and written, and is not enumerable", async () => {
    const { openRouter } = await fakeClient()
    const error = await rejection(openRouter.apiKeys.get({ hash }))
    assert.strictEqual(error.stack, error.stack)
    error.stack = "mine"
    assert.strictEqual(error.stack, "mine")
    assert.notInclude(Object.keys(error), "stack")
  })

  it("belongs to the error itself, which is not a proxy", async () => {
    const { openRouter } = await fakeClient()
    const error = await rejection(openRouter.apiKeys.get({ hash }))
    const { types } = await import("node:util")
    assert.isFalse(types.isProxy(error))
    assert.isTrue(types.isNativeError(error))
  })
})
