import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Effect, Exit } from "effect"
import { vi } from "vitest"
import { demo } from "../src/demo.js"
import { makeRecorder } from "./recorder.js"

/** Provides a sandbox as the real service of the demo. */
const asRealService = <A, E>(test: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
  Sandbox.pipe(
    Effect.tap(({ managementKey, url }) =>
      Effect.sync(() => {
        vi.stubEnv("OPENROUTER_API_KEY", managementKey)
        vi.stubEnv("OPENROUTER_BASE_URL", url)
      })
    ),
    Effect.flatMap(test),
    Effect.provide(Sandbox.layer({ keys: 120 }))
  )

describe("npm run demo", () => {
  it.live("runs the Effect API and the Promise API on a sandbox, and prints the next step", () =>
    Effect.gen(function*() {
      const recorder = makeRecorder()
      yield* demo([], recorder.printer)
      const printed = recorder.printed()
      assert.include(printed, "http://127.0.0.1:")
      assert.include(printed, "Effect API")
      assert.include(printed, "Promise API")
      assert.match(
        printed,
        /ApiKeys\.create\(\{ name: "openrouter-keys demo \w{6}", limit: 5, limitReset: "monthly" \}\)/
      )
      assert.strictEqual(recorder.calls().length, 16)
      assert.match(printed.split("\n").at(-1)!, /^Next: .*README/)
      assert.isEmpty(recorder.errors())
    }))

  it.live("fits 100 columns, has no colour by default, and prints no secret", () =>
    Effect.gen(function*() {
      const plain = makeRecorder()
      yield* demo([], plain.printer)
      const tooWide = plain.printed().split("\n").filter((line) => line.length > 100)
      assert.isEmpty(tooWide)
      assert.notInclude(plain.printed(), "\u001B")
      assert.notMatch(plain.printed(), /sk-or-v1-[0-9a-f]{64}/)
      const colored = makeRecorder({ hasColor: true })
      yield* demo([], colored.printer)
      assert.include(colored.printed(), "\u001B[1mEffect API")
    }))

  it.live("prints its usage", () =>
    Effect.gen(function*() {
      const recorder = makeRecorder()
      yield* demo(["--help"], recorder.printer)
      assert.match(recorder.printed(), /^Usage: npm run demo/)
      assert.isEmpty(recorder.calls())
    }))

  it.live("rejects unknown arguments in one line", () =>
    Effect.gen(function*() {
      const recorder = makeRecorder()
      const exit = yield* Effect.exit(demo(["--live", "--lvie"], recorder.printer))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(recorder.errors(), ["Unknown argument --lvie. Use --live or --help."])
      assert.strictEqual(recorder.printed(), "")
    }))
})

describe("npm run demo -- --live", () => {
  it.live.each(["", undefined])("names the missing variable (%j)", (key) =>
    Effect.gen(function*() {
      vi.stubEnv("OPENROUTER_API_KEY", key)
      const recorder = makeRecorder()
      const exit = yield* Effect.exit(demo(["--live"], recorder.printer))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(recorder.errors(), ["--live needs a management key in OPENROUTER_API_KEY."])
      assert.strictEqual(recorder.printed(), "")
    }))

  it.live("first prints what it will do, and leaves the account unchanged", () =>
    asRealService((sandbox) =>
      Effect.gen(function*() {
        const before = yield* sandbox.keys
        const recorder = makeRecorder()
        yield* demo(["--live"], recorder.printer)
        assert.match(recorder.printed(), /^LIVE on 127\.0\.0\.1:\d+, with the management key in OPENROUTER_API_KEY\./)
        assert.match(recorder.printed(), /This creates 2 keys on the account/)
        assert.match(recorder.printed(), /a limit of \$0\.01, expires in an hour/)
        assert.isEmpty(recorder.printed().split("\n").filter((line) => line.length > 100))
        assert.match(recorder.printed(), /… and \d\d more on this page/)
        assert.deepStrictEqual(yield* sandbox.keys, before)
        assert.notMatch(recorder.printed(), /sk-or-v1-[0-9a-f]{64}/)
      })
    ))

  it.live("creates keys with a low limit that expire within an hour", () =>
    asRealService((sandbox) =>
      Effect.gen(function*() {
        yield* demo(["--live"], makeRecorder().printer)
        const created = (yield* sandbox.requests).filter(({ operation }) => operation === "create")
        assert.strictEqual(created.length, 2)
        for (const { body } of created) {
          const { expires_at, limit, name } = body as { expires_at: string; limit: number; name: string }
          assert.match(name, /^openrouter-keys demo [0-9a-f]{6}$/)
          assert.strictEqual(limit, 0.01)
          assert.approximately(Date.parse(expires_at) - Date.now(), 60 * 60 * 1000, 60 * 1000)
        }
      })
    ))

  it.live("prints one line if it fails, after deleting its key", () =>
    asRealService((sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ operation: "update", status: 403 })
        const before = yield* sandbox.keys
        const recorder = makeRecorder()
        const exit = yield* Effect.exit(demo(["--live"], recorder.printer))
        assert.isTrue(Exit.isFailure(exit))
        assert.strictEqual(recorder.errors().length, 1)
        assert.match(recorder.errors()[0]!, /^update: .*\(HTTP 403\)$/)
        assert.deepStrictEqual(yield* sandbox.keys, before)
      })
    ))

  it.live("names the key that must be deleted by hand", () =>
    asRealService((sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ operation: "delete", status: 403 })
        const recorder = makeRecorder()
        yield* Effect.exit(demo(["--live"], recorder.printer))
        const [key] = yield* sandbox.keys
        assert.strictEqual(recorder.errors().length, 1)
        assert.match(recorder.errors()[0]!, new RegExp(`could not be deleted .* its hash is ${key!.hash}$`))
      })
    ))
})
