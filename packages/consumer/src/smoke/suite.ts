/** The smoke suite: all scenarios in a row, each on a sandbox as it started. */
import { adapters } from "./adapters.js"
import { core } from "./core.js"
import { type Place, reset, type Scenario } from "./scenario.js"

/** What became of a scenario. */
export interface Finding {
  readonly name: string
  /** Why it failed. */
  readonly error?: string
  readonly note?: string
}

const faces: Readonly<Record<string, Readonly<Record<string, Scenario>>>> = { adapters, core }

const play = async (name: string, scenario: Scenario, place: Place): Promise<Finding> => {
  try {
    await reset(place)
    const note = await scenario(place)
    return { name, ...note !== undefined && { note } }
  } catch (error) {
    return { name, error: error instanceof Error ? error.stack ?? error.message : String(error) }
  }
}

/** Plays all scenarios. */
export const smoke = async (place: Place): Promise<ReadonlyArray<Finding>> => {
  const findings = []
  for (const [face, scenarios] of Object.entries(faces)) {
    for (const [name, scenario] of Object.entries(scenarios)) {
      findings.push(await play(`${face}: ${name}`, scenario, place))
    }
  }
  return findings
}
