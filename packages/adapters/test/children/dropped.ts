/** Measures the memory of clients that are used and dropped. */
import { OpenRouter } from "../../src/index.js"

const collect = (globalThis as unknown as { gc: () => void }).gc

const settle = async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  collect()
  await new Promise((resolve) => setTimeout(resolve, 20))
  collect()
  return process.memoryUsage().heapUsed
}

const use = async (count: number): Promise<ReadonlyArray<WeakRef<OpenRouter>>> => {
  const refs: Array<WeakRef<OpenRouter>> = []
  for (let n = 0; n < count; n++) {
    const openRouter = new OpenRouter({ apiKey: "key", fetch: () => Promise.resolve(Response.json({ data: [] })) })
    await openRouter.apiKeys.list()
    refs.push(new WeakRef(openRouter))
  }
  return refs
}

// Memory also grows for other reasons, so the smallest growth of all rounds counts.
const refs: Array<WeakRef<OpenRouter>> = []
const growths: Array<number> = []
for (let round = 0; round < 3; round++) {
  const before = await settle()
  refs.push(...await use(150))
  growths.push(await settle() - before)
}

const start = await settle()
const many = performance.now()
const clients = Array.from({ length: 1_000 }, () => new OpenRouter({ apiKey: "key" }))
const took = performance.now() - many
const held = await settle() - start

console.log(JSON.stringify({
  alive: refs.filter((ref) => ref.deref() !== undefined).length,
  grownBytes: Math.min(...growths),
  microsecondsToMake: took * 1_000 / clients.length,
  bytesHeld: held / clients.length
}))
