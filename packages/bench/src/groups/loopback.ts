/** Calls over loopback, to a server in another process. */
import { adapterFetch, adapterUndici } from "../clients/adapters.js"
import type { Client, ClientName, Connection } from "../clients/client.js"
import { coreFetch, coreUndici } from "../clients/core.js"
import { coreEffect4Fetch, coreEffect4Undici } from "../clients/coreEffect4.js"
import { official } from "../clients/official.js"
import { plainFetch, plainUndici } from "../clients/plain.js"
import { compare, type Comparison, timed } from "../comparison.js"
import { type Figure, ratio, type Target } from "../figure.js"
import type { Group } from "../group.js"
import { startServer } from "../server/start.js"
import { knownHash } from "../server/wire.js"

const makeClients = {
  "official SDK": official,
  "adapter, fetch": adapterFetch,
  "adapter, undici": adapterUndici,
  "core, fetch": coreFetch,
  "core, undici": coreUndici,
  "core-effect-4, fetch": coreEffect4Fetch,
  "core-effect-4, undici": coreEffect4Undici,
  "plain fetch": plainFetch,
  "plain undici": plainUndici
} satisfies Partial<Record<ClientName, (connection: Connection) => Client | Promise<Client>>>

type Compared = keyof typeof makeClients

interface Scenario {
  readonly name: string
  /** How many keys the service holds. */
  readonly keys: number
  /** How often a sample repeats it. */
  readonly times: number
  readonly run: (client: Client) => Promise<unknown>
  /** `adapterFetch`: of the Promise API alone, whose runtime is smaller. */
  readonly targets: { readonly undici?: number; readonly fetch?: number; readonly adapterFetch?: number }
}

const scenarios: ReadonlyArray<Scenario> = [
  {
    name: "list of 1 key",
    keys: 1,
    times: 20,
    run: ({ list }) => list(),
    targets: { undici: 0.65, fetch: 0.9, adapterFetch: 0.85 }
  },
  { name: "list of 100 keys", keys: 100, times: 10, run: ({ list }) => list(), targets: { undici: 0.6, fetch: 0.75 } },
  { name: "get", keys: 1, times: 20, run: ({ get }) => get(knownHash), targets: {} },
  { name: "create", keys: 1, times: 20, run: ({ create }) => create(), targets: {} },
  {
    name: "64 lists of 1 key at once",
    keys: 1,
    // One is too short: a garbage collection falls into some and not into others.
    times: 5,
    run: ({ listAtOnce }) => listAtOnce(64),
    targets: { undici: 0.55, fetch: 0.9, adapterFetch: 0.85 }
  },
  {
    name: "all of 10,000 keys",
    keys: 10_000,
    times: 1,
    run: async ({ countAll }) => {
      const count = await countAll()
      if (count !== 10_000) throw new Error(`read ${count} keys of 10,000`)
    },
    targets: {}
  }
]

const targetOf = (client: Compared, { adapterFetch, fetch, undici }: Scenario["targets"]): Target | undefined => {
  const targets: Partial<Record<Compared, number | undefined>> = {
    "adapter, fetch": adapterFetch ?? fetch,
    "adapter, undici": undici,
    "core, fetch": fetch,
    "core, undici": undici,
    "core-effect-4, fetch": fetch,
    "core-effect-4, undici": undici
  }
  const atMost = targets[client]
  return atMost === undefined ? undefined : ratio(atMost)
}

const comparisonOf = (scenario: Scenario, clients: ReadonlyArray<readonly [Compared, Client]>): Comparison => ({
  scenario: scenario.name,
  unit: "µs",
  official: "official SDK",
  baseline: "plain fetch",
  entries: clients.map(([name, client]) => ({
    client: name,
    sample: timed(scenario.times, () => scenario.run(client)),
    target: targetOf(name, scenario.targets)
  }))
})

/** Calls over loopback. */
export const loopback: Group = {
  name: "loopback",
  scenarios: scenarios.map(({ name }) => name),
  run: async (isChosen, length) => {
    const server = await startServer()
    const figures: Array<Figure> = []
    try {
      for (const scenario of scenarios.filter(({ name }) => isChosen(name))) {
        const serverURL = server.url(scenario.keys)
        const clients = await Promise.all(
          Object.entries(makeClients).map(async ([name, make]) =>
            [name as Compared, await make({ serverURL })] as const
          )
        )
        figures.push(
          ...await compare(
            comparisonOf(scenario, clients),
            length(12_000, { minRounds: 3, warmUps: scenario.keys > 100 ? 1 : 5 })
          )
        )
        for (const [, client] of clients) await client.close()
      }
    } finally {
      server.stop()
    }
    return figures
  }
}
