/** What importing takes: time over that of node by itself, and memory at its peak. Each sample is a process. */
import { run } from "../children/run.js"
import { figuresOf, play } from "../contest.js"
import { ratio } from "../figure.js"
import type { Group } from "../group.js"

const nothing = "node alone"

interface Imported {
  readonly specifiers: ReadonlyArray<string>
  /** The most time and memory it is to take, beside the official SDK. */
  readonly aims?: { readonly time: number; readonly memory: number }
}

const scenarios: Readonly<Record<string, Readonly<Record<string, Imported>>>> = {
  "importing one function": {
    "official SDK": { specifiers: ["@openrouter/sdk/core.js", "@openrouter/sdk/funcs/apiKeysList.js"] },
    "adapter": {
      specifiers: ["@openrouter-keys/adapters/core", "@openrouter-keys/adapters/funcs/apiKeysList"],
      aims: { time: 0.1, memory: 0.8 }
    }
  },
  "importing the whole client": {
    "official SDK": { specifiers: ["@openrouter/sdk"] },
    "adapter": { specifiers: ["@openrouter-keys/adapters"], aims: { time: 0.1, memory: 0.8 } },
    "adapter, undici": { specifiers: ["@openrouter-keys/adapters/node"] },
    "core": { specifiers: ["@openrouter-keys/core"], aims: { time: 0.5, memory: 0.8 } }
  }
}

const load = ({ specifiers }: Imported) => async () => {
  const start = performance.now()
  const bytes = Number(await run("load.js", specifiers))
  return { milliseconds: performance.now() - start, megabytes: bytes / 1e6 }
}

/** What importing takes. */
export const startup: Group = {
  name: "start-up",
  scenarios: Object.keys(scenarios),
  run: async (isChosen, length) => {
    const figures = []
    for (const [scenario, imported] of Object.entries(scenarios).filter(([name]) => isChosen(name))) {
      const players = Object.entries<Imported>({ ...imported, [nothing]: { specifiers: [] } })
      const rounds = await play(
        players.map(([who, each]) => ({ who, sample: load(each) })),
        length(25_000, { warmUps: 1 })
      )
      const contest = (what: string, aim: "time" | "memory") => ({
        what: `${scenario}: ${what}`,
        official: "official SDK",
        entries: players.map(([who, { aims }]) => ({ who, target: aims === undefined ? undefined : ratio(aims[aim]) }))
      })
      const each = (read: (sample: Awaited<ReturnType<ReturnType<typeof load>>>) => number) =>
        rounds.map((round) => new Map([...round].map(([who, sample]) => [who, read(sample)])))
      figures.push(
        ...figuresOf(
          { ...contest("time over node alone", "time"), unit: "ms", base: nothing },
          each(({ milliseconds }) => milliseconds)
        ),
        ...figuresOf({ ...contest("peak memory", "memory"), unit: "MB" }, each(({ megabytes }) => megabytes))
      )
    }
    return figures
  }
}
