import { assert, it } from "@effect/vitest"
import { Sandbox } from "@openrouter-keys/sandbox"
import * as Effect from "effect/Effect"
import { freePort } from "../src/sandbox.js"
import { node } from "../src/smoke/node.js"
import { smoke } from "../src/smoke/suite.js"

const results = (urlOf?: (closedUrl: string) => string) =>
  Effect.gen(function*() {
    const { controlUrl, managementKey, url } = yield* Sandbox
    const closedUrl = `http://127.0.0.1:${yield* Effect.promise(freePort)}/api/v1`
    return yield* Effect.promise(async () =>
      smoke({ closedUrl, controlUrl, managementKey, url: urlOf?.(closedUrl) ?? url }, { node })
    )
  }).pipe(Effect.provide(Sandbox.layer({ keys: 150 })))

it.live("the smoke suite passes on the sandbox", () =>
  Effect.gen(function*() {
    const failures = (yield* results()).filter(({ error }) => error !== undefined)
    assert.deepStrictEqual(failures, [])
  }))

it.live("the smoke suite fails if the server does not respond", () =>
  Effect.gen(function*() {
    const passed = (yield* results((closedUrl) => `${closedUrl}/elsewhere`)).filter(({ error }) => error === undefined)
    // Scenarios that do not need the sandbox.
    assert.deepStrictEqual(passed.map(({ name }) => name), [
      "adapters: a connection is refused",
      "core: interruption",
      "core: in memory",
      "node: a connection is refused"
    ])
  }))
