import type { ChildProcess } from "node:child_process"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { startWorld, type World } from "./support/clusterWorld.js"
import { unavailable } from "./support/postgres.js"
import { type Proxy, startProxy } from "./support/proxy.js"

if (unavailable !== undefined) console.warn(unavailable)

/** The timeout of the runners for their steps, and ten seconds. */
const bound = 2_000 + 10_000

const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Tells a runner to leave. Returns how long that took, and kills it where it takes too long. */
const leave = async (runner: ChildProcess): Promise<{ readonly code: number | null; readonly millis: number }> => {
  const since = performance.now()
  const ended = new Promise<number | null>((resolve) => runner.on("close", resolve))
  const timer = setTimeout(() => runner.kill("SIGKILL"), 3 * bound)
  runner.kill("SIGTERM")
  const code = await ended
  clearTimeout(timer)
  return { code, millis: performance.now() - since }
}

describe.skipIf(unavailable !== undefined)("a runner that is told to leave", () => {
  let world: World
  let proxy: Proxy

  beforeAll(async () => {
    world = await startWorld({ rotations: 6, lockExpiration: "6 seconds" })
    proxy = await startProxy(world.postgres.port)
  }, 180_000)

  afterAll(async () => {
    await world?.close()
    proxy?.close()
  })

  it("leaves in time, also where its database is cut off or has stopped", async () => {
    const disconnected = world.runner(await world.freePort(), { postgres: proxy.port })
    const connected = world.runner(await world.freePort())
    const starting = world.startRotations()
    await world.untilStarted()
    proxy.cut()
    const [cut] = await Promise.all([leave(disconnected), starting])
    world.postgres.crash()
    // The engine loses its connections, and does not get new ones.
    await wait(3_000)
    const stopped = await leave(connected)
    console.log(`left ${Math.round(cut.millis)} ms and ${Math.round(stopped.millis)} ms after SIGTERM`)
    for (const { code, millis } of [cut, stopped]) {
      assert.strictEqual(code, 0)
      assert.isAtMost(millis, bound)
    }
  }, 180_000)
})
