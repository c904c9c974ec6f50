import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { startWorld, type World } from "./support/clusterWorld.js"
import { unavailable } from "./support/postgres.js"
import { type Proxy, startProxy } from "./support/proxy.js"

if (unavailable !== undefined) console.warn(unavailable)

const rotations = Number(process.env["CLUSTER_ROTATIONS"] ?? 16)
const patience = Number(process.env["CLUSTER_PATIENCE"] ?? 240_000)

/** How long a network is cut: others have taken over by then. */
const cutFor = 15_000

const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

describe.skipIf(unavailable !== undefined)("runners whose network is cut", () => {
  let world: World
  const proxies: Array<Proxy> = []

  beforeAll(async () => {
    world = await startWorld({ rotations, lockExpiration: "6 seconds" })
  }, 180_000)

  afterAll(async () => {
    await world?.close()
    for (const proxy of proxies) proxy.close()
  })

  const network = async (port: number) => {
    const proxy = await startProxy(port)
    proxies.push(proxy)
    return proxy
  }

  /** Cuts networks for a while. */
  const cut = async (networks: ReadonlyArray<Proxy>): Promise<void> => {
    for (const each of networks) each.cut()
    await wait(cutFor)
    for (const each of networks) each.heal()
  }

  it("from the database, from the API and from both, rotate every key all the same", async () => {
    const routes = await Promise.all([0, 1, 2].map(async () => ({
      postgres: await network(world.postgres.port),
      api: await network(world.api)
    })))
    const children = await Promise.all(
      routes.map(async (route) =>
        world.runner(await world.freePort(), { postgres: route.postgres.port, api: route.api.port })
      )
    )
    const endObserving = world.observe()
    const starting = world.startRotations()
    await world.untilStarted()
    await cut([routes[0]!.postgres])
    await cut([routes[1]!.api])
    await cut([routes[2]!.postgres, routes[2]!.api])
    const healedAt = Date.now()
    const healed = await world.ended()
    await starting
    await world.untilDone(patience)
    const { faults, samples } = await endObserving()
    console.log(
      `${healed} of ${rotations} done when the last network was whole again, and all ${
        Date.now() - healedAt
      } ms later; ` +
        `${await world.figures()}; ${samples} samples by the official client`
    )
    for (const child of children) child.kill("SIGTERM")
    await world.check()
    assert.isAbove(samples, 0)
    assert.deepStrictEqual(faults, [])
  }, patience + 600_000)
})
