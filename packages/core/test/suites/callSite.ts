/** The stack trace of a failed call begins at the caller's line. */
import { types } from "node:util"
import { assert, describe, it } from "vitest"
import type { Settings } from "./testClient.js"

/** A call and its line. */
export interface CallAt<Call> {
  readonly line: number
  readonly effect: Call
}

/** The error of a failed call, and its text as Effect prints it. */
export interface Failure {
  readonly error: Error & { readonly attempts?: number }
  readonly printed: string
}

/** An Effect API with calls in known lines of a file. */
export interface CallSiteClient<Call, Service> {
  readonly name: string
  readonly file: string
  readonly statics: { readonly [operation: string]: () => CallAt<Call> }
  readonly methods: { readonly [operation: string]: (keys: Service) => CallAt<Call> }
  /** A function of this name that makes a call. */
  readonly rotateKeys: () => Call
  /** Runs a call, which fails. */
  readonly run: (make: (keys: Service) => Call, settings: Settings, inSpan?: boolean) => Promise<Failure>
  /** The stacks of a stub's error before and after a call fails with it. */
  readonly stub: () => Promise<readonly [before: string | undefined, after: string | undefined]>
}

/** The line of the caller's caller in a file. */
export const lineIn = (file: string): number =>
  Number(new RegExp(`${file.replaceAll(".", "\\.")}:(\\d+):`).exec(new Error().stack!.split("\n")[3]!)![1])

const endings: { readonly [what: string]: Settings } = {
  "an error response": { fetch: () => Promise.resolve(new Response("{}", { status: 401 })) },
  "a lost connection": { fetch: () => Promise.reject(new TypeError("fetch failed")) }
}

/** The stack lines of a printed failure, without those of its cause. */
const placesOf = (text: string) => text.split("[cause]")[0]!.split("\n").filter((line) => /^ +at /.test(line))

const assertBeginsAt = ({ error, printed }: Failure, file: string, line: number): void => {
  for (const text of [error.stack!, printed]) {
    assert.isTrue(text.startsWith(`${error.name}: ${error.message}`) || text.startsWith(error.message), text)
    const places = placesOf(text)
    assert.include(places[0], `${file}:${line}:`)
    for (const place of places) assert.notMatch(place, /core(?:-effect-4)?\/src\//)
  }
}

export const callSite = <Call, Service>(client: CallSiteClient<Call, Service>): void => {
  const { file, methods, rotateKeys, run, statics, stub } = client
  const failing = endings["an error response"]!

  describe.each(Object.keys(endings))(`${client.name}: after %s`, (what) => {
    it.each(Object.keys(statics))("the stack of a static begins at the caller: %s", async (operation) => {
      const { effect, line } = statics[operation]!()
      assertBeginsAt(await run(() => effect, endings[what]!), file, line)
    })

    it.each(Object.keys(methods))("the stack of a method begins at the caller: %s", async (operation) => {
      let line = 0
      const failure = await run((keys) => {
        const call = methods[operation]!(keys)
        line = call.line
        return call.effect
      }, endings[what]!)
      assertBeginsAt(failure, file, line)
    })
  })

  describe(`${client.name}: a stack`, () => {
    it("begins where the effect was created, even if it runs later, again, or in a span", async () => {
      const { effect, line } = statics["get"]!()
      await Promise.resolve()
      for (const inSpan of [false, true, true]) {
        assertBeginsAt(await run(() => effect, failing, inSpan), file, line)
      }
    })

    it("belongs to the error itself, even in a span: it can be cloned and sent to a worker", async () => {
      for (const operation of ["list", "an invalid request", "an invalid list"]) {
        const { error } = await run(() => statics[operation]!().effect, failing, true)
        assert.isFalse(types.isProxy(error))
        assert.strictEqual(structuredClone(error).message, error.message)
      }
    })

    it("shows the caller's functions", async () => {
      const { printed } = await run(rotateKeys, failing)
      assert.include(placesOf(printed)[0], "rotateKeys")
    })

    it("of a stub's error is not changed", async () => {
      const [before, after] = await stub()
      assert.isString(before)
      assert.strictEqual(after, before)
    })

    it("can be replaced", async () => {
      const { error } = await run(() => statics["list"]!().effect, failing)
      error.stack = "mine"
      assert.strictEqual(error.stack, "mine")
    })

    it("of a retried call begins at the call", async () => {
      const { effect, line } = statics["list"]!()
      const fetch = () => Promise.resolve(new Response("", { status: 500 }))
      const failure = await run(() => effect, { fetch, retry: { initialInterval: 0, maxInterval: 0 } })
      assert.isAbove(failure.error.attempts!, 1)
      assertBeginsAt(failure, file, line)
    })
  })
}
