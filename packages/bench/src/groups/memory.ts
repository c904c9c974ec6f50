/** Reads all pages: whether keys that were read are released, and whether time grows linearly. */
import { run } from "../children/run.js"
import { type Figure, figure } from "../figure.js"
import type { Group } from "../group.js"
import { startServer } from "../server/start.js"

/** Measurements while all pages are read. */
export interface Readings {
  /** CPU time for each 10,000 keys, the shortest of three runs. */
  readonly milliseconds: ReadonlyArray<number>
  /** Heap in use before the first key and after each 10,000, after garbage collection. */
  readonly bytes: ReadonlyArray<number>
}

const scenario = "all of 100,000 keys"

const figuresOf = (client: string, { bytes, milliseconds }: Readings): ReadonlyArray<Figure> => {
  const sum = (values: ReadonlyArray<number>) => values.reduce((total, value) => total + value, 0)
  const [first, second] = [sum(milliseconds.slice(0, 5)), sum(milliseconds.slice(5))]
  return [
    { scenario: `${scenario}: CPU time`, client, value: first + second, unit: "ms" },
    {
      scenario: `${scenario}: second half ÷ first half`,
      client,
      value: second / first,
      unit: "×",
      target: figure(1.25)
    },
    {
      scenario: `${scenario}: heap growth`,
      client,
      value: (Math.max(...bytes) - bytes.at(0)!) / 1e6,
      unit: "MB",
      target: figure(30)
    }
  ]
}

/** Reading all pages. */
export const memory: Group = {
  name: "memory",
  scenarios: [scenario],
  run: async () => {
    const server = await startServer()
    try {
      const read = async (transport: "fetch" | "undici") => {
        const readings = await run("readAll.js", [server.url(100_000), transport], ["--expose-gc"])
        return figuresOf(`adapter, ${transport}`, JSON.parse(readings) as Readings)
      }
      const [fetch, undici] = [await read("fetch"), await read("undici")]
      return fetch.flatMap((each, index) => [each, undici[index]!])
    } finally {
      server.stop()
    }
  }
}
