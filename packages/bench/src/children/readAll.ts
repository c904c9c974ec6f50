/**
 * Reads all keys several times: first for the compiler, then for the time, then for what of the heap is in use. It runs
 * in a process of its own, with `--expose-gc`.
 */
import { OpenRouter } from "@openrouter-keys/adapters"
import { OpenRouter as OverPool } from "@openrouter-keys/adapters/node"
import { apiKey } from "../clients/client.js"
import { microseconds, useCpu } from "../clock.js"
import type { Readings } from "../groups/memory.js"

const [serverURL = "", carrier] = process.argv.slice(2)
const openRouter = new (carrier === "undici" ? OverPool : OpenRouter)({ apiKey, serverURL })

/** Before the first key and after every ten thousand, what `look` sees. */
const read = async (look: () => number): Promise<ReadonlyArray<number>> => {
  const seen = [look()]
  let count = 0
  for await (const _ of openRouter.apiKeys.listAll()) {
    if (++count % 10_000 === 0) seen.push(look())
  }
  return seen
}

const heap = () => {
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

const steps = async (): Promise<ReadonlyArray<number>> => {
  const times = await read(() => microseconds() / 1_000)
  return times.slice(1).map((time, index) => time - times[index]!)
}

useCpu()
await steps()
const passes = [await steps(), await steps(), await steps()]
const readings: Readings = {
  milliseconds: passes[0]!.map((_, step) => Math.min(...passes.map((pass) => pass[step]!))),
  bytes: await read(heap)
}
process.stdout.write(JSON.stringify(readings))
await openRouter.dispose()
