import { type RunningSandbox, start } from "@openrouter-keys/sandbox"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

let sandbox: RunningSandbox
let headers: Record<string, string>

beforeAll(async () => {
  sandbox = await start({ keys: [{ hash: "a1", limit: 5 }] })
  headers = { authorization: `Bearer ${sandbox.managementKey}` }
})

beforeEach(() => sandbox.reset())

afterAll(() => sandbox.close())

test("a program in any language reads what is left of a limit", async () => {
  // Inject it in-process, as in the other recipes …
  await sandbox.spend("a1", 1.5)
  // … or over HTTP, from the program or its test.
  await fetch(`${sandbox.controlUrl}/faults`, {
    method: "POST",
    headers,
    body: JSON.stringify({ operation: "get", status: 503, headers: { "retry-after": "1" } })
  })

  const first = await fetch(`${sandbox.url}/keys/a1`, { headers })
  const second = await fetch(`${sandbox.url}/keys/a1`, { headers })

  expect([first.status, first.headers.get("retry-after")]).toEqual([503, "1"])
  expect(await second.json()).toMatchObject({ data: { usage: 1.5, limit_remaining: 3.5 } })
})
