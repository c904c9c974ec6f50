/** The smoke suite: all scenarios in a row, each on a sandbox as it started. */
import { adapters } from "./adapters.js"
import { core } from "./core.js"
import { type Place, reset, type Scenario } from "./scenario.js"

/** What became of a scenario. */
export interface Finding {
  readonly name: string
  /** Why it failed. */
  readonly error?: string
  /** What is not the same on every runtime. */
  readonly note?: string
}

/** Scenarios of each way to use the packages. */
export type Faces = Readonly<Record<string, Readonly<Record<string, Scenario>>>>

const play = async (name: string, scenario: Scenario, place: Place): Promise<Finding> => {
  try {
    await reset(place)
    const note = await scenario(place)
    return { name, ...note !== undefined && { note } }
  } catch (error) {
    return { name, error: error instanceof Error ? error.stack ?? error.message : String(error) }
  }
}

/** Plays all scenarios, and those that not every runtime has. */
export const smoke = async (place: Place, more: Faces = {}): Promise<ReadonlyArray<Finding>> => {
  const findings = []
  for (const [face, scenarios] of Object.entries<Faces[string]>({ adapters, core, ...more })) {
    for (const [name, scenario] of Object.entries(scenarios)) {
      findings.push(await play(`${face}: ${name}`, scenario, place))
    }
  }
  return findings
}
