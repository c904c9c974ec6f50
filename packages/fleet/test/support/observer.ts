/** Watches an account during rotations as another program would: by the official client, again and again. */
import { sha256 } from "@openrouter-keys/protocol/fake"
import type { RunningSandbox } from "@openrouter-keys/sandbox"
import { OpenRouter } from "@openrouter/sdk"
import { existsSync, readFileSync } from "node:fs"
import { originalName } from "../../src/internal/rotation/name.js"

/** A key before its rotation, and the file that its secret goes to. */
export interface Watched {
  readonly hash: string
  readonly name: string
  readonly limit: number | null
  readonly sink: string
}

/** What was seen. */
export interface Observation {
  readonly samples: number
  /** One sentence for each thing that must never be. */
  readonly faults: ReadonlyArray<string>
}

type Enabled = Map<string, { readonly name: string; readonly limit: number | null }>

const hashIn = (file: string): string | undefined =>
  existsSync(file) ? sha256(readFileSync(file, "utf8").trim()) : undefined

const read = async (client: OpenRouter): Promise<Enabled> => {
  const keys: Enabled = new Map()
  for (let offset = 0;; offset += 100) {
    const { data } = await client.apiKeys.list({ offset })
    for (const { disabled, hash, limit, name } of data) {
      if (!disabled) keys.set(hash, { name, limit })
    }
    if (data.length < 100) return keys
  }
}

/** Programs always have a key that works, and no key may spend more than its predecessor. */
const faultsOf = async (client: OpenRouter, watched: ReadonlyArray<Watched>): Promise<ReadonlyArray<string>> => {
  const before = watched.map(({ sink }) => hashIn(sink))
  const enabled = await read(client)
  const limits = new Map(watched.map(({ limit, name }) => [name, limit]))
  const faults: Array<string> = []
  watched.forEach(({ hash, name, sink }, index) => {
    // The sink may have changed while the list was read.
    const works = [hash, before[index], hashIn(sink)].some((each) => each !== undefined && enabled.has(each))
    if (!works) faults.push(`${name} has neither its old key nor the one in its sink`)
  })
  for (const { limit, name } of enabled.values()) {
    const original = originalName(name)?.name ?? name
    if (limits.get(original) !== limit) faults.push(`${name} has the limit ${limit}`)
  }
  return faults
}

/** Starts to watch; the function that is returned ends it. */
export const observe = (sandbox: RunningSandbox, watched: ReadonlyArray<Watched>): () => Promise<Observation> => {
  const client = new OpenRouter({
    apiKey: sandbox.managementKey,
    serverURL: sandbox.url,
    retryConfig: { strategy: "none" }
  })
  const faults = new Set<string>()
  let samples = 0
  const end = new AbortController()
  const watching = (async () => {
    while (!end.signal.aborted) {
      let found = await faultsOf(client, watched)
      // Pages shift where keys go while a list is read: what is so is so again at once.
      for (let again = 0; again < 2 && found.length > 0; again++) {
        const repeated = new Set(await faultsOf(client, watched))
        found = found.filter((fault) => repeated.has(fault))
      }
      for (const fault of found) faults.add(fault)
      samples++
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  return async () => {
    end.abort()
    await watching
    return { samples, faults: [...faults] }
  }
}
