import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ask, make } from "./ask.js"

const workspaces = ["0df9e665-d932-5740-b2c7-b52af166bc11", "5b3c9c1e-1111-4222-8333-444455556666"] as const

/** A simple model of the fake: a list, the most recent first. */
interface Known {
  readonly hash: string
  readonly name: string
  readonly limit: number | null
  readonly disabled: boolean
  readonly workspace_id: string
  readonly expires_at: string | null
  readonly usage: number
  readonly last_used_at: string | null
}

type Body = Partial<Omit<Known, "hash" | "usage" | "last_used_at" | "expires_at">>

type Step =
  | { readonly kind: "create"; readonly body: Body; readonly minutes: number | null }
  | { readonly kind: "update"; readonly which: number; readonly body: Body }
  | { readonly kind: "delete"; readonly which: number }
  | { readonly kind: "spend"; readonly which: number; readonly usd: number }
  | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: "unsaved"; readonly which: number; readonly method: "PATCH" | "DELETE" | "POST" }

const name = fc.string({ minLength: 1, maxLength: 8 })
const limit = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }))
const workspace_id = fc.constantFrom(...workspaces)
const which = fc.nat(30)
const kind = <const K extends string>(name: K) => fc.constant(name)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind("create"),
      body: fc.record({ name, limit, workspace_id }, { requiredKeys: ["name"] }),
      minutes: fc.option(fc.integer({ min: 1, max: 100 }))
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind("update"),
      which,
      body: fc.record({ name, limit, disabled: fc.boolean(), workspace_id }, { requiredKeys: [] })
    })
  },
  { weight: 2, arbitrary: fc.record({ kind: kind("delete"), which }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("spend"), which, usd: fc.nat(400).map((quarters) => quarters / 4) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("wait"), minutes: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind("unsaved"),
      which,
      method: fc.constantFrom("PATCH" as const, "DELETE" as const, "POST" as const)
    })
  }
)

type Made = ReturnType<typeof make>

const created = ({ clock, fake }: Made, { body, minutes }: Extract<Step, { readonly kind: "create" }>): Known => {
  const expires_at = minutes === null ? null : new Date(clock.now + minutes * 60_000).toISOString()
  const { json } = ask(fake, "POST", "/keys", { body: { ...body, expires_at } })
  return {
    limit: null,
    workspace_id: workspaces[0],
    name: "",
    ...body,
    hash: json.data.hash as string,
    disabled: false,
    expires_at,
    usage: 0,
    last_used_at: null
  }
}

/** Runs a step in the fake and returns the next model. */
const take = (made: Made, model: ReadonlyArray<Known>, step: Step): ReadonlyArray<Known> => {
  const { clock, fake } = made
  if (step.kind === "create") return [created(made, step), ...model]
  if (step.kind === "wait") {
    clock.now += step.minutes * 60_000
    return model
  }
  const hash = model[step.which]?.hash
  const path = `/keys/${hash ?? "missing"}`
  const replace = (change: Partial<Known>) => model.map((key) => key.hash === hash ? { ...key, ...change } : key)
  const expected = hash === undefined ? 404 : 200
  switch (step.kind) {
    case "update":
      expect(ask(fake, "PATCH", path, { body: step.body }).status).toBe(expected)
      return replace(step.body)
    case "delete":
      expect(ask(fake, "DELETE", path).status).toBe(expected)
      return model.filter((key) => key.hash !== hash)
    case "spend":
      if (hash === undefined) return model
      fake.spend(hash, step.usd)
      return replace({
        usage: model[step.which]!.usage + step.usd,
        last_used_at: new Date(clock.now).toISOString()
      })
    case "unsaved": {
      const exchange = fake.begin({
        method: step.method,
        url: `/api/v1${step.method === "POST" ? "/keys" : path}`,
        headers: { authorization: `Bearer ${fake.managementKey}` },
        body: `{"name":"unsaved"}`
      })
      exchange.complete()
      exchange.revert()
      return model
    }
  }
}

const known = ({ disabled, expires_at, hash, last_used_at, limit, name, usage, workspace_id }: Known): Known => ({
  hash,
  name,
  limit,
  disabled,
  workspace_id,
  expires_at,
  usage,
  last_used_at
})

describe("any sequence of changes", () => {
  test("leaves the expected keys, in order, for every list, get and keys", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const made = make({ at: "2025-08-24T10:30:00Z" })
        const { clock, fake } = made
        let model: ReadonlyArray<Known> = []
        for (const step of steps) {
          model = take(made, model, step)
          for (const workspace of workspaces) {
            for (const flags of [0, 1, 2, 3]) {
              const [disabled, expired] = [(flags & 1) === 1, (flags & 2) === 2]
              const query = `include_disabled=${disabled}&include_expired=${expired}&workspace_id=${workspace}`
              const listed = ask(fake, "GET", `/keys?${query}`).json.data as ReadonlyArray<Known>
              expect(listed.map(known)).toEqual(
                model.filter((key) =>
                  key.workspace_id === workspace && (disabled || !key.disabled) &&
                  (expired || key.expires_at === null || Date.parse(key.expires_at) > clock.now)
                )
              )
            }
          }
        }
        expect(fake.keys().map(({ hash }) => hash)).toEqual(model.map(({ hash }) => hash))
        for (const key of model) expect(known(ask(fake, "GET", `/keys/${key.hash}`).json.data as Known)).toEqual(key)
      }),
      { numRuns: 15 }
    )
  })
})
