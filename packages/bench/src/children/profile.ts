/** Lists one key many times under V8's sampling profiler, and prints the CPU time of a call by package. */
import type { Profiler } from "node:inspector"
import { Session } from "node:inspector/promises"
import { adapterFetch } from "../clients/adapters.js"
import { coreUndici } from "../clients/core.js"
import { coreEffect4Undici } from "../clients/coreEffect4.js"
import { official } from "../clients/official.js"
import { type Part, parts } from "../profile.js"

const clients = {
  "official SDK": official,
  "adapter, fetch": adapterFetch,
  "core, undici": coreUndici,
  "core-effect-4, undici": coreEffect4Undici
}

const calls = 3_000

const [serverURL = "", name = ""] = process.argv.slice(2)
const client = await clients[name as keyof typeof clients]({ serverURL })

const list = async () => {
  for (let call = 0; call < calls; call++) await client.list()
}

/** The package of a frame's code. Frames without a URL are the engine's own. */
const partOf = ({ functionName, url }: Profiler.ProfileNode["callFrame"]): Part | undefined => {
  if (functionName === "(idle)") return undefined
  if (functionName === "(garbage collector)") return "garbage collection"
  if (url.includes("/node_modules/effect/")) return "effect"
  if (url.includes("/node_modules/@effect/")) return "@effect/platform"
  if (/\/packages\/(?:core|core-effect-4|adapters|protocol)\/dist\//.test(url)) return "this library"
  return /\/node_modules\/(?:@openrouter|zod)\//.test(url) ? "official SDK and zod" : "Node and undici"
}

const sum = ({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Readonly<Record<Part, number>> => {
  const partsById = new Map(nodes.map(({ callFrame, id }) => [id, partOf(callFrame)]))
  const times = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>
  samples.forEach((id, index) => {
    const part = partsById.get(id)
    if (part !== undefined) times[part] += timeDeltas[index]! / calls
  })
  return times
}

const session = new Session()
session.connect()
await session.post("Profiler.enable")
await session.post("Profiler.setSamplingInterval", { interval: 200 })
await list()
await session.post("Profiler.start")
await list()
const { profile } = await session.post("Profiler.stop")
process.stdout.write(JSON.stringify(sum(profile)))
await client.close()
