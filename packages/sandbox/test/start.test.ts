/** The sandbox for Promise code. */
import { build } from "esbuild"
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "vitest"
import { ListenError, StateError } from "../src/index.js"
import { start } from "../src/start.js"
import { forNode } from "./bundle.js"

const list = ({ managementKey, url }: { readonly managementKey: string; readonly url: string }) =>
  fetch(`${url}/keys`, { headers: { authorization: `Bearer ${managementKey}` } })

describe("start", () => {
  it("serves over HTTP, shows the requests, and lets a test change the keys", async () => {
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

  it("stops when it is closed, and can be closed twice", async () => {
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

  it("rejects with a StateError if its file has no state", async () => {
    const error: unknown = await start({ stateFile: tmpdir() }).catch((error: unknown) => error)
    assert.instanceOf(error, StateError)
    assert.strictEqual(error.path, tmpdir())
  })

  it("takes durations as milliseconds and as strings", async () => {
    await using sandbox = await start({
      latency: "1 millis",
      rateLimit: { requests: 1, interval: "1 hour" },
      faults: [{ operation: "get", delay: "2 seconds" }]
    })
    sandbox.fail({ operation: "create", delay: 1_500 })
    assert.deepStrictEqual(sandbox.faults().map(({ delay }) => delay), [2_000, 1_500])
    assert.deepStrictEqual([(await list(sandbox)).status, (await list(sandbox)).status], [200, 429])
  })

  it("cuts delayed requests when it is closed, and still shows the requests", async () => {
    const sandbox = await start()
    sandbox.fail({ delay: "1 hour" })
    const delayed = list(sandbox).then(() => "responded", () => "cut")
    while (sandbox.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await Promise.all([sandbox.close(), sandbox.close()])
    assert.strictEqual(await delayed, "cut")
    assert.lengthOf(sandbox.calls(), 1)
  })

  it("lets the process end once it is closed", async () => {
    const root = fileURLToPath(new URL("..", import.meta.url))
    mkdirSync(`${root}node_modules`, { recursive: true })
    const folder = mkdtempSync(`${root}node_modules/.start-`)
    try {
      await build({
        ...forNode,
        stdin: {
          contents: `
            import { start } from "./src/start.ts"
            const sandbox = await start({ keys: 2, faults: [{ operation: "get", delay: "1 hour" }] })
            const headers = { authorization: \`Bearer \${sandbox.managementKey}\` }
            await (await fetch(sandbox.url + "/keys", { headers })).text()
            fetch(sandbox.url + "/keys/a1", { headers }).catch(() => {})
            while (sandbox.requests().length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
            await sandbox.close()
            console.log("closed")
          `,
          resolveDir: root,
          loader: "ts"
        },
        outfile: `${folder}/start.mjs`
      })
      const { stderr, stdout } = await promisify(execFile)(process.execPath, [`${folder}/start.mjs`], {
        timeout: 25_000
      })
      assert.deepStrictEqual([stdout, stderr], ["closed\n", ""])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
