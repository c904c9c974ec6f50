import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import { Rotation } from "@openrouter-keys/fleet/Rotation"
import { sha256 } from "@openrouter-keys/protocol/fake"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { freePort, type Postgres, startPostgres, unavailable } from "../../fleet/test/support/postgres.js"
import { type World, world } from "./support/world.js"

if (unavailable !== undefined) console.warn(unavailable)

describe.skipIf(unavailable !== undefined)("serve --cluster", () => {
  let postgres: Postgres

  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)

  afterAll(() => postgres?.stop())

  /** Starts a rotation from a runner that then stops. */
  const startRotation = async ({ home, sandbox: { keys, managementKey, url } }: World) => {
    const account = ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), serverURL: url })),
      Layer.provide(FetchClient.layer)
    )
    const engine = Fleet.layerCluster({
      database: Redacted.make(postgres.url),
      host: "127.0.0.1",
      port: await freePort()
    })
    const to = `file:${join(home, "a.key")}`
    await Effect.runPromise(
      Rotation.start({ hash: keys()[0]!.hash, to, grace: "1 second", drain: 0, keepDisabled: 0 }).pipe(
        Effect.provide(Layer.provide(engine, account))
      )
    )
  }

  it("continues rotations that another runner has started, and ends with a signal", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    await startRotation(at)
    const serving = at.start(["serve", "--cluster", postgres.url], {
      env: {
        OPENROUTER_KEYS_HOST: "127.0.0.1",
        OPENROUTER_KEYS_PORT: String(await freePort()),
        OPENROUTER_KEYS_LOCK_EXPIRATION: "6 seconds",
        OPENROUTER_KEYS_POLL_INTERVAL: "500 millis"
      }
    })
    await serving.says(/\tRotation\t.*delete, done/)
    serving.child.kill("SIGTERM")
    const ended = await serving.ended
    assert.strictEqual(ended.code, 143, ended.stderr)
    assert.deepStrictEqual(
      at.sandbox.keys().map(({ hash, name }) => ({ hash, name })),
      [{ hash: sha256(readFileSync(join(at.home, "a.key"), "utf8").trim()), name: "a" }]
    )
  }, 180_000)

  it("rejects a password in the arguments and an invalid database, and repeats neither in the error", async () => {
    await using at = await world()
    for (const url of ["postgres://fleet:a-password@127.0.0.1/fleet", "a-password"]) {
      const ended = await at.run(["serve", "--cluster", url])
      assert.strictEqual(ended.code, 2, ended.stderr)
      assert.include(ended.stderr, "--cluster")
      assert.notInclude(ended.stderr + ended.stdout, "a-password")
    }
  }, 60_000)

  it("names the missing variable", async () => {
    await using at = await world()
    const ended = await at.run(["serve", "--cluster", postgres.url])
    assert.strictEqual(ended.code, 1)
    assert.include(ended.stderr, "OPENROUTER_KEYS_HOST")
  }, 60_000)
})
