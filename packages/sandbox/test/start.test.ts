/** The sandbox for Promise code. */
import { assert, describe, it } from "vitest"
import { ListenError } from "../src/index.js"
import { start } from "../src/start.js"

const list = ({ managementKey, url }: { readonly managementKey: string; readonly url: string }) =>
  fetch(`${url}/keys`, { headers: { authorization: `Bearer ${managementKey}` } })

describe("start", () => {
  it("serves over HTTP, shows what was received, and lets a test change the keys", async () => {
    await using sandbox = await start({ keys: [{ hash: "a1", name: "CI", limit: 5 }] })
    const body = await (await list(sandbox)).json() as { readonly data: ReadonlyArray<{ readonly name: string }> }
    assert.deepStrictEqual(body.data.map(({ name }) => name), ["CI"])
    await sandbox.spend("a1", 2)
    await sandbox.setUsage("a1", 3)
    assert.strictEqual(sandbox.keys()[0]!.limitRemaining, 2)
    sandbox.fail({ operation: "list", status: 429, headers: { "retry-after": "1" } })
    assert.lengthOf(sandbox.faults(), 1)
    assert.strictEqual((await list(sandbox)).status, 429)
    assert.deepStrictEqual(sandbox.calls().map(({ outcome }) => outcome), [200, 429])
    assert.notInclude(JSON.stringify(sandbox.requests()), sandbox.managementKey)
    sandbox.fail({ drop: "before" })
    sandbox.clearFaults()
    await sandbox.reset()
    assert.deepStrictEqual([sandbox.requests().length, sandbox.keys()[0]!.usage, sandbox.state().keys.length], [
      0,
      0,
      1
    ])
  })

  it("stops when it is closed, also twice", async () => {
    const sandbox = await start()
    assert.strictEqual((await list(sandbox)).status, 200)
    await sandbox.close()
    await sandbox.close()
    const failed = await list(sandbox).then(() => "responds", () => "is gone")
    assert.strictEqual(failed, "is gone")
  })

  it("rejects with the error itself", async () => {
    await using sandbox = await start()
    const port = Number(new URL(sandbox.url).port)
    const error: unknown = await start({ port }).catch((error: unknown) => error)
    assert.instanceOf(error, ListenError)
    const unknown: unknown = await sandbox.spend("no-such-key", 1).catch((error: unknown) => error)
    assert.instanceOf(unknown, Error)
    assert.throws(() => sandbox.fail({ status: 99 }), RangeError)
  })
})
