import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { startWorld, type World } from "./support/clusterWorld.js"
import { unavailable } from "./support/postgres.js"

if (unavailable !== undefined) console.warn(unavailable)

// Larger by hand: `CLUSTER_ROTATIONS=300 CLUSTER_KILLING=60000` is a minute of kills.
const rotations = Number(process.env["CLUSTER_ROTATIONS"] ?? 16)
const runners = Number(process.env["CLUSTER_RUNNERS"] ?? 3)
const killing = Number(process.env["CLUSTER_KILLING"] ?? 8_000)
const patience = Number(process.env["CLUSTER_PATIENCE"] ?? 240_000)
// Watching costs time: `CLUSTER_OBSERVED=no CLUSTER_KILLING=0` measures throughput.
const isObserved = process.env["CLUSTER_OBSERVED"] !== "no"

const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

describe.skipIf(unavailable !== undefined)("runners over PostgreSQL, killed with SIGKILL at random moments", () => {
  let world: World

  beforeAll(async () => {
    world = await startWorld({ rotations, lockExpiration: process.env["CLUSTER_LOCK"] ?? "6 seconds" })
  }, 180_000)

  afterAll(() => world?.close())

  it("rotate every key, and lose no secret, limit or restriction", async () => {
    const ports = await Promise.all(Array.from({ length: runners }, world.freePort))
    const children = ports.map((port) => world.runner(port))
    const endObserving = isObserved ? world.observe() : () => Promise.resolve({ samples: 0, faults: [] })
    const beganAt = Date.now()
    let lastKill = beganAt
    let kills = 0
    const [, killed] = await Promise.all([
      world.startRotations(),
      (async () => {
        let hasRestarted = false
        // Only work that is under way can be disturbed.
        await world.untilStarted()
        const startedAt = Date.now()
        while (Date.now() - startedAt < killing) {
          await wait(1_000 + Math.random() * 2_000)
          const victim = Math.floor(Math.random() * runners)
          children[victim]!.kill("SIGKILL")
          children[victim] = world.runner(ports[victim]!)
          kills++
          lastKill = Date.now()
          if (!hasRestarted && Date.now() - startedAt > killing / 2) {
            hasRestarted = true
            await world.postgres.restart()
          }
        }
        return world.ended()
      })()
    ])
    await world.untilDone(patience)
    const { faults, samples } = await endObserving()
    console.log(
      `${runners} runners, ${kills} kills${
        kills === 0 ? "" : ", PostgreSQL restarted"
      }; ${killed} of ${rotations} done at the last kill, and all ` +
        `${Date.now() - lastKill} ms after it, ${Date.now() - beganAt} ms after the first start; ` +
        `${await world.figures()}; ${samples} samples by the official client`
    )
    for (const child of children) child.kill("SIGTERM")
    await world.check()
    if (isObserved) assert.isAbove(samples, 0)
    assert.deepStrictEqual(faults, [])
  }, patience + 600_000)
})
