import { Notifier } from "@openrouter-keys/fleet"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { world } from "./support/world.js"

interface Received {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** A server that takes webhooks, and responds with an error to the first one. */
const receiver = async (error = 503) => {
  const received: Array<Received> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (chunk: string) => body += chunk).on("end", () => {
      received.push({ headers: request.headers as Received["headers"], body })
      response.writeHead(received.length === 1 ? error : 204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

describe("serve", () => {
  it("continues due rotations, sends budget events to a webhook, and ends with a signal", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    await using hook = await receiver()
    const secret = "a secret of this webhook"
    const rotated = await at.run([
      "rotate",
      "a",
      "--to",
      "file:a.key",
      "--grace",
      "5s",
      "--drain",
      "0",
      "--keep-disabled",
      "0"
    ])
    assert.strictEqual(rotated.code, 0, rotated.stderr)
    const successor = at.sandbox.keys().find(({ name }) => name.startsWith("a [rotation"))!
    await at.sandbox.spend(successor.hash, 9)
    writeFileSync(
      join(at.home, "budgets.json"),
      JSON.stringify({
        version: 1,
        budgets: [{ name: "all", keys: {}, limit: 10, period: "day", warnAt: [0.8] }]
      })
    )
    const args = ["serve", "--budgets", "budgets.json", "--every", "1s", "--webhook", hook.url]
    const unsigned = await at.run(args)
    assert.strictEqual(unsigned.code, 2)
    assert.include(unsigned.stderr, "OPENROUTER_KEYS_WEBHOOK_SECRET")
    const serving = at.start(args, { env: { OPENROUTER_KEYS_WEBHOOK_SECRET: secret } })
    await serving.says(/\tRotation\t.*delete, done/)
    await serving.says(/\tBudgetThreshold\t/)
    serving.child.kill("SIGTERM")
    const ended = await serving.ended
    assert.strictEqual(ended.code, 143, ended.stderr)
    assert.deepStrictEqual(at.sandbox.keys().map(({ disabled, name }) => [name, disabled]), [["a", false]])
    assert.notInclude(ended.stdout + ended.stderr, secret)
    const [first, ...others] = hook.received
    const again = others.find(({ headers }) => headers["webhook-id"] === first!.headers["webhook-id"])
    assert.isDefined(again, "an undelivered event is repeated")
    const verified = await Effect.runPromise(Notifier.verify({ ...again, secret: Redacted.make(secret) }))
    assert.isTrue(verified)
  })

  it("continues when the webhook rejects an event, and reports the event again", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    await using hook = await receiver(400)
    await at.sandbox.spend(at.sandbox.keys()[0]!.hash, 9)
    writeFileSync(
      join(at.home, "budgets.json"),
      JSON.stringify({ version: 1, budgets: [{ name: "all", keys: {}, limit: 10, period: "day", warnAt: [0.8] }] })
    )
    const serving = at.start(["serve", "--budgets", "budgets.json", "--every", "1s", "--webhook", hook.url], {
      env: { OPENROUTER_KEYS_WEBHOOK_SECRET: "a secret of this webhook" }
    })
    await serving.says(/\tBudgetThreshold\t/)
    serving.child.kill("SIGTERM")
    const { code, stderr } = await serving.ended
    assert.strictEqual(code, 143, stderr)
    assert.match(stderr, /responded 400/)
    const ids = hook.received.map(({ headers }) => headers["webhook-id"])
    assert.isAbove(ids.filter((id) => id === ids[0]).length, 1, "it is repeated")
  })
})
