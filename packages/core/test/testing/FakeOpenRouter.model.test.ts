import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import { FakeOpenRouter } from "../../src/testing/FakeOpenRouter.js"
import { ask } from "./ask.js"

/** A simple model of the fake: a list, the most recent first. */
interface Known {
  readonly hash: string
  readonly name: string
  readonly limit: number | null
  readonly disabled: boolean
}

type Step =
  | { readonly kind: "create"; readonly name: string; readonly limit: number | null }
  | { readonly kind: "update"; readonly which: number; readonly change: Partial<Omit<Known, "hash">> }
  | { readonly kind: "delete"; readonly which: number }

const name = fc.string({ minLength: 1 })
const limit = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }))

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("create" as const), name, limit }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("update" as const),
      which: fc.nat(30),
      change: fc.record({ name, limit, disabled: fc.boolean() }, { requiredKeys: [] })
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), which: fc.nat(30) }) }
)

const modelOf = ({ disabled, hash, limit, name }: Known): Known => ({ hash, name, limit, disabled })

/** Takes a step in the fake and says what the model is afterwards. */
const take = (fake: FakeOpenRouter.Service, model: ReadonlyArray<Known>, step: Step) =>
  Effect.gen(function*() {
    if (step.kind === "create") {
      const { json } = yield* ask(fake, "POST", "/keys", { body: { name: step.name, limit: step.limit } })
      return [{ hash: json.data.hash as string, name: step.name, limit: step.limit, disabled: false }, ...model]
    }
    const hash = model[step.which]?.hash
    const path = `/keys/${hash ?? "missing"}`
    const answer = step.kind === "update"
      ? yield* ask(fake, "PATCH", path, { body: step.change })
      : yield* ask(fake, "DELETE", path)
    assert.strictEqual(answer.status, hash === undefined ? 404 : 200)
    if (step.kind === "delete") return model.filter((key) => key.hash !== hash)
    return model.map((key) => key.hash === hash ? { ...key, ...step.change } : key)
  })

describe("any sequence of changes", () => {
  it.effect.prop("leaves the expected keys, in order, for list, get and keys", [
    fc.array(step, { maxLength: 30 })
  ], ([steps]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      let model: ReadonlyArray<Known> = []
      for (const step of steps) model = yield* take(fake, model, step)
      assert.deepStrictEqual((yield* fake.keys).map(modelOf), model)
      const listed = yield* ask(fake, "GET", "/keys?include_disabled=true")
      assert.deepStrictEqual(listed.json.data.map(modelOf), model)
      const enabled = yield* ask(fake, "GET", "/keys")
      assert.deepStrictEqual(enabled.json.data.map(modelOf), model.filter((key) => !key.disabled))
      for (const key of model) {
        assert.deepStrictEqual(modelOf((yield* ask(fake, "GET", `/keys/${key.hash}`)).json.data), key)
      }
    }), { fastCheck: { numRuns: 50 } })
})
