/**
 * Reads all keys several times: first to warm up, then for the time, then for the heap in use. It runs in its own
 * process, with `--expose-gc`.
 */
import { OpenRouter } from "@openrouter-keys/adapters"
import { OpenRouter as UndiciOpenRouter } from "@openrouter-keys/adapters/node"
import { apiKey } from "../clients/client.js"
import { microseconds, useCpu } from "../clock.js"
import type { Readings } from "../groups/memory.js"

const [serverURL = "", transport] = process.argv.slice(2)
const openRouter = new (transport === "undici" ? UndiciOpenRouter : OpenRouter)({ apiKey, serverURL })

/** Values of `measure` before the first key and after every 10,000. */
const read = async (measure: () => number): Promise<ReadonlyArray<number>> => {
  const values = [measure()]
  let count = 0
  for await (const _ of openRouter.apiKeys.listAll()) {
    if (++count % 10_000 === 0) values.push(measure())
  }
  return values
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
