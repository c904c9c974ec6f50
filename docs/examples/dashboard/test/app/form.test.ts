import { OpenRouter } from "@openrouter-keys/adapters"
import type { CreateKeysRequest } from "@openrouter-keys/adapters/models/operations"
import { assert, describe, it } from "vitest"
import type { Failure } from "../../app/src/model/failure.js"
import {
  amountHint,
  amountOf,
  blankFields,
  changesOf,
  type CreateFields,
  createRequestOf,
  fieldsOf,
  hasChanges,
  limitWarning,
  messagesOf,
  unchangedFieldMessages
} from "../../app/src/model/form.js"
import { aKey } from "./keys.js"

const requestOf = (fields: Partial<CreateFields>) => createRequestOf({ ...blankFields, name: "CI", ...fields })

/** The library's validation errors. */
const rejection = async (request: CreateKeysRequest): Promise<Failure | null> => {
  const fetch = () => Promise.reject(new Error("nothing must be sent"))
  return new OpenRouter({ apiKey: "none", fetch, retryConfig: { strategy: "none" } }).apiKeys.create(request)
    .then(() => null, (error: Failure) => error)
}

describe("an amount", () => {
  it.each([["", null], ["  ", null], ["0", 0], ["5", 5], [" $ 12.50 ", 12.5], [".5", 0.5]])(
    "typed as %o is %o",
    (text, amount) => {
      assert.strictEqual(amountOf(text), amount)
    }
  )

  it.each(["abc", "-5", "1,000", "1e3", "0x10", "$", "1.2.3", "Infinity"])(
    "typed as %o is invalid, and never no limit",
    (text) => {
      assert.isNaN(amountOf(text))
    }
  )
})

describe("an amount in another notation", () => {
  it.each([
    ["1,50", "Use a point: 1.50"],
    [",5", "Use a point: 0.5"],
    ["$1,5", "Use a point: 1.5"],
    ["1,50 €", "Use a point: 1.50"],
    ["1234,500", "Use a point: 1234.500"],
    ["1 234,50", "Use a point: 1234.50"],
    ["1\u202f234,50", "Use a point: 1234.50"],
    ["1.234,50", "Use a point, and nothing between thousands: 1234.50"],
    ["1,000", "Use a point: 1.000; or no comma: 1000."],
    ["1,234.50", "Use nothing between thousands: 1234.50"],
    ["1,234,567", "Use nothing between thousands: 1234567"],
    ["1'234.50", "Use nothing between thousands: 1234.50"],
    ["5 USD", "Use digits and a point alone: 5"],
    ["US$5", "Use digits and a point alone: 5"],
    ["١٫٥٠", "Use a point: 1.50"],
    ["１．５０", "Use digits and a point alone: 1.50"]
  ])("as %o is no amount, and the form says how to type it", (text, hint) => {
    assert.isNaN(amountOf(text))
    assert.strictEqual(amountHint(text), hint)
    assert.strictEqual(limitWarning(text), hint)
  })

  it.each(["", "5", "$ 12.50", "abc", "-5", "1.2.3", "1,2,3", "1e3", "$", ",", "one"])("is not what %o is", (text) => {
    assert.isUndefined(amountHint(text))
  })
})

describe("a new key", () => {
  it("has only the fields that were filled in", () => {
    assert.deepStrictEqual(requestOf({ name: " CI " }), {
      name: "CI",
      limit: null,
      limitReset: null,
      includeByokInLimit: false,
      expiresAt: undefined,
      creatorUserId: undefined,
      workspaceId: undefined,
      external: undefined
    })
  })

  it("can have every field", () => {
    const request = requestOf({
      limit: "5",
      limitReset: "weekly",
      includeByokInLimit: true,
      expiresAt: "2027-12-31T23:59",
      creatorUserId: "user_1",
      workspaceId: "0df9e665-d932-5740-b2c7-b52af166bc11",
      externalUser: "customer-7",
      externalApiKey: "k".repeat(32)
    })
    assert.deepStrictEqual(request, {
      name: "CI",
      limit: 5,
      limitReset: "weekly",
      includeByokInLimit: true,
      expiresAt: new Date(2027, 11, 31, 23, 59),
      creatorUserId: "user_1",
      workspaceId: "0df9e665-d932-5740-b2c7-b52af166bc11",
      external: { user: "customer-7", apiKey: "k".repeat(32) }
    })
  })

  it("has a message for each invalid field", async () => {
    const request = requestOf({
      name: "",
      limit: "-5",
      expiresAt: "incomplete",
      workspaceId: "mine",
      externalApiKey: "short"
    })
    assert.deepStrictEqual(messagesOf(await rejection(request)), {
      name: "Enter a name.",
      limit: "Must be an amount in USD, 0 or more.",
      expiresAt: "Enter a complete date and time.",
      workspaceId: "Must be a UUID.",
      externalUser: "Must be 1 to 512 characters.",
      externalApiKey: "Must be 32 to 512 characters."
    })
  })

  it("has messages only at fields that were not edited since", () => {
    const messages = { name: "Enter a name.", limit: "Must be an amount." }
    assert.deepStrictEqual(unchangedFieldMessages(messages, blankFields, { ...blankFields, name: "CI" }), {
      limit: "Must be an amount."
    })
  })

  it("has no messages without mistakes", () => {
    assert.deepStrictEqual(messagesOf(null), {})
  })
})

describe("a change", () => {
  it("omits fields that were not edited, so no limit stays no limit", () => {
    const key = aKey({ limit: null, limitReset: "yearly", name: " odd " })
    assert.isFalse(hasChanges(changesOf(key, fieldsOf(key))))
    assert.deepStrictEqual(changesOf(key, { ...fieldsOf(key), name: "new" }), {
      name: "new",
      limit: undefined,
      limitReset: undefined,
      includeByokInLimit: undefined
    })
  })

  it("of a limit is 0 only if a zero was typed, and none only if it was emptied", () => {
    const key = aKey({ limit: 5, limitRemaining: 5 })
    assert.strictEqual(changesOf(key, { ...fieldsOf(key), limit: "0" }).limit, 0)
    assert.strictEqual(changesOf(key, { ...fieldsOf(key), limit: "" }).limit, null)
    assert.isNaN(changesOf(key, { ...fieldsOf(key), limit: "O" }).limit)
  })
})

describe("a change of the workspace", () => {
  const workspaceId = "5f0c63e5-9d1e-4f0e-8f5f-3a3f6d1b2c4d"

  it("is sent if another ID was typed, and a blank one does not mean the default workspace", () => {
    const key = aKey({ workspaceId })
    assert.deepInclude(changesOf(key, { ...fieldsOf(key), workspaceId: " other " }), { workspaceId: "other" })
    assert.deepInclude(changesOf(key, { ...fieldsOf(key), workspaceId: "" }), { workspaceId: "" })
    assert.isFalse(hasChanges(changesOf(key, { ...fieldsOf(key), workspaceId: ` ${workspaceId.toUpperCase()} ` })))
  })

  it("is possible if the service does not return the workspace", () => {
    const key = aKey({ workspaceId: null })
    assert.isFalse(hasChanges(changesOf(key, fieldsOf(key))))
    assert.deepInclude(changesOf(key, { ...fieldsOf(key), workspaceId }), { workspaceId })
  })
})

describe("the warning at a limit", () => {
  it("explains blank and zero", () => {
    assert.include(limitWarning("")!, "No limit")
    assert.include(limitWarning("0")!, "blocks")
    assert.isUndefined(limitWarning("5"))
    assert.isUndefined(limitWarning("abc"))
  })
})
