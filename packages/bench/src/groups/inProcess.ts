/** Calls without a network, over a fetch that responds from memory. */
import { operations } from "@openrouter-keys/protocol/Operation"
import { ListResponse$inboundSchema } from "@openrouter/sdk/models/operations/list.js"
import { adapterFetch } from "../clients/adapters.js"
import type { Client, Connection } from "../clients/client.js"
import { coreFetch } from "../clients/core.js"
import { coreEffect4Fetch } from "../clients/coreEffect4.js"
import { official } from "../clients/official.js"
import { microseconds } from "../clock.js"
import { compare, type Entry, timed, timedSync } from "../comparison.js"
import { ratio, type Target } from "../figure.js"
import type { Group } from "../group.js"
import { created, page } from "../server/wire.js"

const comparison = { unit: "µs", official: "official SDK" } as const

// =====================================================================================================================
// Decoding
// =====================================================================================================================

const decoding = (): ReadonlyArray<Entry> => {
  const text = page(100, 0).toString()
  const read = (decode: (text: string) => unknown) => timedSync(20, () => decode(text))
  return [
    { client: "official SDK", sample: read((text) => ListResponse$inboundSchema.parse(JSON.parse(text))) },
    { client: "protocol", sample: read((text) => operations.list.decode(200, text)), target: ratio(0.6) },
    { client: "JSON.parse", sample: read((text) => JSON.parse(text)) }
  ]
}

// =====================================================================================================================
// Calls
// =====================================================================================================================

const serverURL = "http://localhost/api/v1"

const clients = {
  "official SDK": official,
  "adapter, fetch": adapterFetch,
  "core, fetch": coreFetch,
  "core-effect-4, fetch": coreEffect4Fetch
}

const response = () =>
  new Response(created.toString(), { status: 201, headers: { "content-type": "application/json" } })

/** The time from a call until it calls fetch. */
const building = (make: (connection: Connection) => Client | Promise<Client>): () => Promise<number> => {
  const fetched = { at: 0 }
  const client = Promise.resolve(make({
    serverURL,
    fetch: () => {
      fetched.at = microseconds()
      return Promise.resolve(response())
    }
  }))
  return async () => {
    const { create } = await client
    let sum = 0
    for (let time = 0; time < 20; time++) {
      const start = microseconds()
      await create()
      sum += fetched.at - start
    }
    return sum / 20
  }
}

const tooMany = () =>
  new Response("{\"error\":{\"code\":429,\"message\":\"Rate limit exceeded\"}}", {
    status: 429,
    headers: { "content-type": "application/json", "retry-after": "0" }
  })

/** A whole call. */
const calling = (make: (connection: Connection) => Client | Promise<Client>): () => Promise<number> => {
  const client = Promise.resolve(make({ serverURL, fetch: () => Promise.resolve(response()) }))
  return timed(50, async () => (await client).create())
}

/** A call that is rejected once and retried at once. */
const retryRound = (make: (connection: Connection) => Client | Promise<Client>): () => Promise<number> => {
  let requests = 0
  const client = Promise.resolve(make({
    serverURL,
    fetch: () => Promise.resolve(requests++ % 2 === 0 ? tooMany() : response())
  }))
  return timed(20, async () => (await client).create())
}

const entriesOf = (
  sample: (make: (connection: Connection) => Client | Promise<Client>) => () => Promise<number>,
  target?: Target
): ReadonlyArray<Entry> =>
  Object.entries(clients).map(([client, make]) => ({
    client,
    sample: sample(make),
    target: client === comparison.official ? undefined : target
  }))

/** Calls without a network. */
export const inProcess: Group = {
  name: "in process",
  scenarios: ["decoding 100 keys", "one call in memory", "building a request", "one retry round"],
  run: async (isChosen, length) => {
    const scenarios = {
      "decoding 100 keys": { entries: decoding, baseline: "JSON.parse" },
      "one call in memory": { entries: () => entriesOf(calling, ratio(0.7)), baseline: undefined },
      "building a request": { entries: () => entriesOf(building), baseline: undefined },
      "one retry round": { entries: () => entriesOf(retryRound), baseline: undefined }
    }
    const figures = []
    for (const [scenario, { baseline, entries }] of Object.entries(scenarios)) {
      if (!isChosen(scenario)) continue
      figures.push(...await compare({ ...comparison, scenario, baseline, entries: entries() }, length(6_000)))
    }
    return figures
  }
}
