/** Whether a long listing holds on to what has been read, and whether its time grows with the keys alone. */
import { run } from "../children/run.js"
import { type Figure, figure } from "../figure.js"
import type { Group } from "../group.js"
import { startServer } from "../server/start.js"

/** What was seen of it. */
export interface Readings {
  /** The processor's time for each ten thousand keys, the shortest of three: what takes longer is something else's doing. */
  readonly milliseconds: ReadonlyArray<number>
  /** Of the heap in use before the first key and after each ten thousand, once all that can be collected has been. */
  readonly bytes: ReadonlyArray<number>
}

const what = "all of 100,000 keys"

const figuresOf = (who: string, { bytes, milliseconds }: Readings): ReadonlyArray<Figure> => {
  const sum = (values: ReadonlyArray<number>) => values.reduce((total, value) => total + value, 0)
  const [first, second] = [sum(milliseconds.slice(0, 5)), sum(milliseconds.slice(5))]
  return [
    { what: `${what}: processor's time`, who, value: first + second, unit: "ms" },
    {
      what: `${what}: its second half to the first`,
      who,
      value: second / first,
      unit: "×",
      target: figure(1.25)
    },
    {
      what: `${what}: growth of the heap`,
      who,
      value: (Math.max(...bytes) - bytes.at(0)!) / 1e6,
      unit: "MB",
      target: figure(30)
    }
  ]
}

/** A long listing. */
export const memory: Group = {
  name: "memory",
  scenarios: [what],
  run: async () => {
    const server = await startServer()
    try {
      const read = async (carrier: "fetch" | "undici") => {
        const readings = await run("readAll.js", [server.url(100_000), carrier], ["--expose-gc"])
        return figuresOf(`adapter, ${carrier}`, JSON.parse(readings) as Readings)
      }
      const [fetch, undici] = [await read("fetch"), await read("undici")]
      return fetch.flatMap((each, index) => [each, undici[index]!])
    } finally {
      server.stop()
    }
  }
}
