/** Many concurrent requests over HTTP. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/index.js"
import { ask } from "./support/http.js"

it.scopedLive("creates 500 different keys at once", () =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const creations = Array.from({ length: 500 }, () => ask(sandbox, "POST", "/keys", { body: { name: "a" } }))
    const created = yield* Effect.all(creations, { concurrency: "unbounded" })
    assert.strictEqual(new Set(created.map(({ json }) => json.key)).size, 500)
    assert.strictEqual(new Set((yield* sandbox.keys).map((key) => key.hash)).size, 500)
  }).pipe(Effect.provide(Sandbox.layer())))
