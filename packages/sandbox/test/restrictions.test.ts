import { OpenRouterCore } from "@openrouter/sdk/core.js"
import { byokList } from "@openrouter/sdk/funcs/byokList.js"
import { byokUpdate } from "@openrouter/sdk/funcs/byokUpdate.js"
import { guardrailsBulkAssignKeys } from "@openrouter/sdk/funcs/guardrailsBulkAssignKeys.js"
import { guardrailsBulkUnassignKeys } from "@openrouter/sdk/funcs/guardrailsBulkUnassignKeys.js"
import { guardrailsListKeyAssignments } from "@openrouter/sdk/funcs/guardrailsListKeyAssignments.js"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type RunningSandbox, start } from "../src/start.js"

/** The value of the official client's result: it has checked the response against its own schema. */
const valueOf = <A>(result: { readonly ok: true; readonly value: A } | { readonly ok: false; error: unknown }): A => {
  if (!result.ok) throw result.error
  return result.value
}

describe("restrictions over HTTP", () => {
  let sandbox: RunningSandbox
  let client: OpenRouterCore
  let hash: string

  beforeAll(async () => {
    sandbox = await start({
      keys: [{ name: "one" }],
      restrictions: {
        guardrails: ["g-1"],
        assignments: [],
        byokKeys: [{ id: "b-1", allowedApiKeyHashes: null, workspaceId: null }]
      }
    })
    client = new OpenRouterCore({ apiKey: sandbox.managementKey, serverURL: sandbox.url })
    hash = sandbox.keys()[0]!.hash
  })

  afterAll(() => sandbox.close())

  it("of guardrails read as the official client declares them", async () => {
    const change = { id: "g-1", bulkAssignKeysRequest: { keyHashes: [hash] } }
    assert.strictEqual(valueOf(await guardrailsBulkAssignKeys(client, change)).assignedCount, 1)
    const { result } = valueOf(await guardrailsListKeyAssignments(client))
    assert.deepInclude(result.data[0], { guardrailId: "g-1", keyHash: hash, keyName: "one" })
    assert.strictEqual(result.totalCount, 1)
    const removal = { id: "g-1", bulkUnassignKeysRequest: { keyHashes: [hash] } }
    assert.strictEqual(valueOf(await guardrailsBulkUnassignKeys(client, removal)).unassignedCount, 1)
  })

  it.each<readonly [restrictions: unknown, message: string]>([
    [undefined, "restrictions must be an object with guardrails, assignments, byokKeys."],
    [{ guardrails: ["g-1"] }, "restrictions.assignments must be a list; restrictions.byokKeys must be a list."],
    [{ guardrails: [1], assignments: [], byokKeys: [] }, "restrictions.guardrails[0] must be a string of at least one"],
    [
      { guardrails: ["g-1"], assignments: [{ guardrail_id: "g-1", keyHash: "a" }], byokKeys: [] },
      "restrictions.assignments[0].guardrail_id is not a field that exists here; restrictions.assignments[0].guardrailId"
    ],
    [
      { guardrails: [], assignments: [{ guardrailId: "g-1", keyHash: "a" }], byokKeys: [] },
      "restrictions.assignments[0].guardrailId is none of the guardrails."
    ],
    [
      { guardrails: [], assignments: [], byokKeys: [{ id: "b-1", workspaceId: null }] },
      "restrictions.byokKeys[0].allowedApiKeyHashes must be a list, or null."
    ]
  ])("are refused as %j", async (restrictions, message) => {
    const before = sandbox.restrictions()
    const error: unknown = await sandbox.setRestrictions(restrictions as never).catch((error: unknown) => error)
    assert.instanceOf(error, RangeError)
    assert.include(String(error), message)
    assert.deepStrictEqual(sandbox.restrictions(), before)
    if (restrictions !== undefined) {
      const failure: unknown = await start({ restrictions: restrictions as never }).catch((error: unknown) => error)
      assert.include(String(failure), message)
    }
  })

  it("fail on demand", async () => {
    const { managementKey, url } = sandbox
    const set = await fetch(new URL("/__sandbox/faults", url), {
      method: "POST",
      headers: { authorization: `Bearer ${managementKey}`, "content-type": "application/json" },
      body: JSON.stringify({ operation: "listKeyAssignments", status: 403 })
    })
    assert.isTrue(set.ok, await set.text())
    const result = await guardrailsListKeyAssignments(client)
    assert.isFalse(result.ok)
    assert.propertyVal(result.error, "statusCode", 403)
    assert.isTrue((await guardrailsListKeyAssignments(client)).ok)
  })

  it("of credentials read as the official client declares them", async () => {
    const change = { id: "b-1", updateBYOKKeyRequest: { allowedApiKeyHashes: [hash] } }
    assert.deepStrictEqual(valueOf(await byokUpdate(client, change)).data.allowedApiKeyHashes, [hash])
    const { result } = valueOf(await byokList(client))
    assert.deepStrictEqual(result.data[0]?.allowedApiKeyHashes, [hash])
  })
})

it("restrictions in a state file outlive the sandbox", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"))
  const stateFile = join(folder, "state.json")
  try {
    const first = await start({ stateFile, keys: [{ name: "one" }] })
    const { hash } = first.keys()[0]!
    const restrictions = {
      guardrails: ["g-1"],
      assignments: [{ guardrailId: "g-1", keyHash: hash }],
      byokKeys: [{ id: "b-1", allowedApiKeyHashes: [hash], workspaceId: null }]
    }
    await first.setRestrictions(restrictions)
    await first.close()
    const second = await start({ stateFile })
    assert.deepStrictEqual(second.restrictions(), restrictions)
    await second.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
