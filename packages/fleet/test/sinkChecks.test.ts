/** What is looked at before a key is made: a sink that could not take its secret costs no key. */
import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Bulk from "../src/Bulk.js"
import * as Fleet from "../src/Fleet.js"
import * as Plan from "../src/Plan.js"
import { Rotation } from "../src/Rotation.js"
import { FakeOpenRouter, settle } from "./support/world.js"

const account = Layer.provideMerge(
  Fleet.layerMemory,
  ApiKeysTest.layer({ keys: [{ name: "prod/a" }], retry: RetryPolicy.none })
)

const folder = () => mkdtempSync(join(tmpdir(), "sink-"))

/** Puts the secret of a new key into a sink, in each of the ways that there are. Says why it did not go there. */
const ways = {
  "Rotation.start": (to: string) =>
    Effect.gen(function*() {
      const [key] = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      const id = yield* Rotation.start({ hash: key!.hash, to })
      yield* settleFiles
      const { reason, state } = yield* Rotation.status(id)
      return state === "stopped" ? reason ?? "" : ""
    }),
  "Plan.apply": (to: string) =>
    Effect.gen(function*() {
      const keys = [{ name: "prod/new", limit: 1, to }]
      const plan = Plan.make({ version: 1, scope: { prefix: "prod/" }, keys }, [])
      return (yield* Effect.flip(Stream.runDrain(Plan.apply(plan)))).message
    }),
  "Bulk.create": (to: string) =>
    Effect.gen(function*() {
      const [progress] = yield* Stream.runCollect(Bulk.create([{ id: "1", name: "prod/new", to }]))
      return progress?.error?.message ?? ""
    })
}

/** Files are read in real time. */
const settleFiles = Effect.repeatN(
  Effect.zipRight(settle, Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10)))),
  10
)

const creates = Effect.map(
  Effect.flatMap(FakeOpenRouter, ({ calls }) => calls),
  (calls) => calls.filter(({ operation }) => operation === "create").length
)

describe.each(Object.entries(ways))("%s", (_, way) => {
  it.effect("does not replace the management key that the program uses", () =>
    Effect.gen(function*() {
      const { managementKey } = yield* FakeOpenRouter
      const file = join(folder(), ".env")
      const text = `# prod\nOPENROUTER_API_KEY="${managementKey}"\n`
      writeFileSync(file, text)
      const reason = yield* way(`env-file:${file}#OPENROUTER_API_KEY`)
      assert.include(reason, `${file}#OPENROUTER_API_KEY contains the management key that this program uses`)
      assert.notInclude(reason, managementKey)
      assert.strictEqual(readFileSync(file, "utf8"), text)
      const alone = join(folder(), "key")
      writeFileSync(alone, `${managementKey}\n`)
      if (way !== ways["Rotation.start"]) assert.include(yield* way(`file:${alone}`), "contains the management key")
      assert.strictEqual(yield* creates, 0)
    }).pipe(Effect.provide(account)))

  it.effect("creates no key whose secret could not be stored, and says why", () =>
    Effect.gen(function*() {
      const base = folder()
      const reason = yield* way(`file:${base}/missing/secret`)
      assert.include(reason, `the folder ${base}/missing does not exist`)
      assert.strictEqual(yield* creates, 0)
    }).pipe(Effect.provide(account)))
})

describe("a rotation whose folder is missing", () => {
  it.effect("continues after the folder was created and the rotation confirmed", () =>
    Effect.gen(function*() {
      const base = folder()
      const [key] = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      const id = yield* Rotation.start({ hash: key!.hash, to: `file:${base}/w/secret` })
      yield* settleFiles
      assert.deepInclude(yield* Rotation.status(id), { step: "issue", state: "stopped" })
      mkdirSync(`${base}/w`)
      yield* Rotation.confirm(id)
      yield* settleFiles
      assert.deepInclude(yield* Rotation.status(id), { step: "grace", state: "active" })
      assert.match(readFileSync(`${base}/w/secret`, "utf8"), /^sk-or-v1-/)
    }).pipe(Effect.provide(account)))
})
