/** What a call takes without a network: over a fetch that answers from memory. */
import { operations } from "@openrouter-keys/protocol/Operation"
import { ListResponse$inboundSchema } from "@openrouter/sdk/models/operations/list.js"
import { adapterFetch } from "../clients/adapters.js"
import type { Client, Connection } from "../clients/client.js"
import { coreFetch } from "../clients/core.js"
import { official } from "../clients/official.js"
import { microseconds } from "../clock.js"
import { compete, type Entry, timed, timedSync } from "../contest.js"
import { ratio, type Target } from "../figure.js"
import type { Group } from "../group.js"
import { created, page } from "../server/wire.js"

const against = { unit: "µs", official: "official SDK" } as const

// =====================================================================================================================
// Decoding
// =====================================================================================================================

const decoding = (): ReadonlyArray<Entry> => {
  const text = page(100, 0).toString()
  const read = (decode: (text: string) => unknown) => timedSync(20, () => decode(text))
  return [
    { who: "official SDK", sample: read((text) => ListResponse$inboundSchema.parse(JSON.parse(text))) },
    { who: "protocol", sample: read((text) => operations.list.decode(200, text)), target: ratio(0.6) },
    { who: "JSON.parse", sample: read((text) => JSON.parse(text)) }
  ]
}

// =====================================================================================================================
// Calls
// =====================================================================================================================

const serverURL = "http://localhost/api/v1"

const contenders = { "official SDK": official, "adapter, fetch": adapterFetch, "core, fetch": coreFetch }

const response = () =>
  new Response(created.toString(), { status: 201, headers: { "content-type": "application/json" } })

/** How long from the call until fetch is called. */
const building = (make: (connection: Connection) => Client | Promise<Client>): () => Promise<number> => {
  const asked = { at: 0 }
  const client = Promise.resolve(make({
    serverURL,
    fetch: () => {
      asked.at = microseconds()
      return Promise.resolve(response())
    }
  }))
  return async () => {
    const { create } = await client
    let sum = 0
    for (let time = 0; time < 20; time++) {
      const start = microseconds()
      await create()
      sum += asked.at - start
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

/** A call that is refused once, and sent again at once. */
const retrying = (make: (connection: Connection) => Client | Promise<Client>): () => Promise<number> => {
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
  Object.entries(contenders).map(([who, make]) => ({
    who,
    sample: sample(make),
    target: who === against.official ? undefined : target
  }))

/** Without a network. */
export const inProcess: Group = {
  name: "in process",
  scenarios: ["decoding 100 keys", "one call in memory", "building a request", "one retry round"],
  run: async (isChosen, length) => {
    const contests = {
      "decoding 100 keys": { entries: decoding, floor: "JSON.parse" },
      "one call in memory": { entries: () => entriesOf(calling, ratio(0.7)), floor: undefined },
      "building a request": { entries: () => entriesOf(building), floor: undefined },
      "one retry round": { entries: () => entriesOf(retrying), floor: undefined }
    }
    const figures = []
    for (const [what, { entries, floor }] of Object.entries(contests)) {
      if (isChosen(what)) figures.push(...await compete({ ...against, what, floor, entries: entries() }, length(6_000)))
    }
    return figures
  }
}
