import { apiKeysGet as referenceGet } from "@openrouter/sdk/funcs/apiKeysGet.js"
import * as theirErrors from "@openrouter/sdk/models/errors"
import { fileURLToPath } from "node:url"
import { assert } from "vitest"
import { apiKeysGet } from "../../src/index.js"
import * as ourErrors from "../../src/models/errors.js"
import { hash, rejection } from "../support/fixtures.js"
import { once, problem, section } from "../support/migrating.js"
import { pair } from "../support/reference.js"
import type { Respond } from "../support/server.js"

/** The members that a test compares. */
type OurError = Error & Omit<ourErrors.NotFound, "_tag" | "name"> & { readonly _tag: string }

/** The errors of both clients for a failing call. */
const failures = async (respond: Respond, options = {}) => {
  const { ours, theirs } = await pair(respond)
  const request = { hash }
  return {
    our: await rejection<OurError>(ours.apiKeys.get(request, { ...once, ...options })),
    their: await rejection<theirErrors.NotFoundResponseError>(theirs.apiKeys.get(request, { ...once, ...options }))
  }
}

section("Errors", (row) => {
  row("Errors are identified by tag", async () => {
    const { our, their } = await failures(() => problem(401))
    assert.strictEqual(their.name, "UnauthorizedResponseError")
    assert.include(our, { name: "Unauthorized", _tag: "Unauthorized" })
    assert.instanceOf(our, ourErrors.UnauthorizedResponseError)
    assert.instanceOf(our, ourErrors.Unauthorized)
  })

  row("No base class for errors", async () => {
    const { our, their } = await failures(() => problem(404))
    assert.instanceOf(their, theirErrors.OpenRouterError)
    for (const name of ["OpenRouterError", "HTTPClientError"]) {
      assert.property(theirErrors, name)
      assert.notProperty(ourErrors, name)
    }
    assert.isTrue(ourErrors.isOpenRouterError(our))
    assert.isFalse(ourErrors.isOpenRouterError(their))
  })

  row("The status decides the class", async () => {
    const html = await failures(() => ({ status: 401, body: "<html>", headers: { "content-type": "text/html" } }))
    assert.strictEqual(html.their.name, "OpenRouterDefaultError")
    assert.strictEqual(html.our.name, "Unauthorized")
    const empty = await failures(() => ({ status: 404, body: "" }))
    assert.strictEqual(empty.their.name, "SyntaxError")
    assert.strictEqual(empty.our.name, "NotFound")
  })

  row("403 has a class everywhere", async () => {
    const { our, their } = await failures(() => problem(403))
    assert.strictEqual(their.name, "OpenRouterDefaultError")
    assert.instanceOf(our, ourErrors.ForbiddenResponseError)
  })

  row("Errors hold data, not responses", async () => {
    const { our, their } = await failures(() => ({
      ...problem(404, "API key not found"),
      headers: { "x-request-id": "r1" }
    }))
    assert.instanceOf(their.headers, Headers)
    assert.instanceOf(their.rawResponse, Response)
    assert.strictEqual(our.headers["x-request-id"], "r1")
    assert.include(our, { code: 404, metadata: null, body: their.body })
    assert.notProperty(our, "rawResponse")
  })

  row("Messages name the operation", async () => {
    const { our, their } = await failures(() => problem(404, "API key not found"))
    assert.strictEqual(their.message, "API key not found")
    assert.strictEqual(our.message, "get: API key not found (HTTP 404)")
  })

  row("Errors say whether the change happened", async () => {
    const { ours, theirs } = await pair(() => ({ status: 0, drop: true }))
    const their = await rejection(theirs.apiKeys.create({ requestBody: { name: "CI" } }, once))
    assert.notProperty(their, "outcome")
    const our = await rejection<OurError>(ours.apiKeys.create({ name: "CI" }, once))
    assert.include(our, { outcome: "Unknown", isRetryable: false, attempts: 1 })
  })

  row("Aborted calls have one error", async () => {
    const aborted = await failures(() => undefined, { signal: AbortSignal.abort() })
    assert.strictEqual(aborted.their.name, "RequestAbortedError")
    assert.instanceOf(aborted.our, ourErrors.RequestAbortedError)
    const { ours, theirs } = await pair(() => undefined)
    const timedOut = await rejection(theirs.apiKeys.get({ hash }, { ...once, signal: AbortSignal.timeout(30) }))
    assert.strictEqual(timedOut.name, "RequestTimeoutError")
    const our = await rejection<OurError>(ours.apiKeys.get({ hash }, { ...once, signal: AbortSignal.timeout(30) }))
    assert.include(our, { _tag: "RequestAborted", name: "AbortError" })
    assert.strictEqual((our.cause as Error).name, "TimeoutError")
  })

  row("Every error is one of the tagged errors", async () => {
    const apiKey = () => Promise.reject(new RangeError("no vault"))
    const { ours, theirs } = await pair(() => undefined, { apiKey })
    assert.instanceOf(await rejection(theirs.apiKeys.get({ hash })), RangeError)
    assert.instanceOf(await rejection(ours.apiKeys.get({ hash })), ourErrors.InvalidRequest)
    assert.property(theirErrors, "UnexpectedClientError")
    assert.notProperty(ourErrors, "UnexpectedClientError")
  })

  row("Functions never reject", async () => {
    const { ours, theirs } = await pair(() => ({ status: 200, body: "{" }))
    assert.instanceOf(await rejection(referenceGet(theirs, { hash })), SyntaxError)
    const result = await apiKeysGet(ours, { hash })
    assert.strictEqual(result.error?._tag, "InvalidResponse")
  })

  row("A failure that is not awaited is silent", async () => {
    const unhandled: Array<unknown> = []
    const remember = (reason: unknown) => unhandled.push(reason)
    // The test runner would report them as failures.
    const others = process.listeners("unhandledRejection")
    process.removeAllListeners("unhandledRejection")
    process.on("unhandledRejection", remember)
    const { ours, theirs } = await pair(() => problem(404))
    void theirs.apiKeys.get({ hash })
    void ours.apiKeys.get({ hash })
    await new Promise((resolve) => setTimeout(resolve, 300))
    process.off("unhandledRejection", remember)
    for (const listener of others) process.on("unhandledRejection", listener)
    assert.deepStrictEqual(unhandled.map((reason) => (reason as Error).name), ["NotFoundResponseError"])
  })

  row("Stack traces lead to the call", async () => {
    const { our, their } = await failures(() => problem(404))
    const here = fileURLToPath(import.meta.url)
    const place = (error: Error) => error.stack?.split("\n").find((line) => /^ +at /.test(line))
    assert.notInclude(place(their), here)
    assert.include(place(our), here)
  })
})
