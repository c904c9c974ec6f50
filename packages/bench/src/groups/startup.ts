/** Imports: time over that of node alone, and peak memory. Each sample is a process. */
import { run } from "../children/run.js"
import { figuresOf, runRounds } from "../comparison.js"
import { ratio } from "../figure.js"
import type { Group } from "../group.js"

const nodeAlone = "node alone"

interface Imported {
  readonly specifiers: ReadonlyArray<string>
  /** Targets for the ratios to the official SDK. */
  readonly targets?: { readonly time: number; readonly memory: number }
}

const scenarios: Readonly<Record<string, Readonly<Record<string, Imported>>>> = {
  "importing one function": {
    "official SDK": { specifiers: ["@openrouter/sdk/core.js", "@openrouter/sdk/funcs/apiKeysList.js"] },
    "adapter": {
      specifiers: ["@openrouter-keys/adapters/core", "@openrouter-keys/adapters/funcs/apiKeysList"],
      targets: { time: 0.08, memory: 0.8 }
    }
  },
  "importing the whole client": {
    "official SDK": { specifiers: ["@openrouter/sdk"] },
    "adapter": { specifiers: ["@openrouter-keys/adapters"], targets: { time: 0.08, memory: 0.8 } },
    "adapter, undici": { specifiers: ["@openrouter-keys/adapters/node"] },
    "core": { specifiers: ["@openrouter-keys/core"], targets: { time: 0.5, memory: 0.8 } },
    "core-effect-4": { specifiers: ["@openrouter-keys/core-effect-4"], targets: { time: 0.5, memory: 0.8 } }
  }
}

const load = ({ specifiers }: Imported) => async () => {
  const start = performance.now()
  const bytes = Number(await run("load.js", specifiers))
  return { milliseconds: performance.now() - start, megabytes: bytes / 1e6 }
}

/** Imports. */
export const startup: Group = {
  name: "start-up",
  scenarios: Object.keys(scenarios),
  run: async (isChosen, length) => {
    const figures = []
    for (const [scenario, imported] of Object.entries(scenarios).filter(([name]) => isChosen(name))) {
      const runners = Object.entries<Imported>({ ...imported, [nodeAlone]: { specifiers: [] } })
      const rounds = await runRounds(
        runners.map(([client, each]) => ({ client, sample: load(each) })),
        length(25_000, { warmUps: 1 })
      )
      const comparison = (name: string, measure: "time" | "memory") => ({
        scenario: `${scenario}: ${name}`,
        official: "official SDK",
        entries: runners.map(([client, { targets }]) => ({
          client,
          target: targets === undefined ? undefined : ratio(targets[measure])
        }))
      })
      const each = (read: (sample: Awaited<ReturnType<ReturnType<typeof load>>>) => number) =>
        rounds.map((round) => new Map([...round].map(([client, sample]) => [client, read(sample)])))
      figures.push(
        ...figuresOf(
          { ...comparison("time over node alone", "time"), unit: "ms", overhead: nodeAlone },
          each(({ milliseconds }) => milliseconds)
        ),
        ...figuresOf({ ...comparison("peak memory", "memory"), unit: "MB" }, each(({ megabytes }) => megabytes))
      )
    }
    return figures
  }
}
