/** The smoke suite: runs all scenarios in sequence, each on a reset sandbox. */
import { adapters } from "./adapters.js"
import { core } from "./core.js"
import { reset, type Scenario, type TestServer } from "./scenario.js"

/** The result of a scenario. */
export interface ScenarioResult {
  readonly name: string
  /** Stack or message, if it failed. */
  readonly error?: string
  /** Behaviour that differs between runtimes. */
  readonly note?: string
}

/** Scenarios by API. */
export type Suites = Readonly<Record<string, Readonly<Record<string, Scenario>>>>

const runScenario = async (name: string, scenario: Scenario, server: TestServer): Promise<ScenarioResult> => {
  try {
    await reset(server)
    const note = await scenario(server)
    return { name, ...note !== undefined && { note } }
  } catch (error) {
    return { name, error: error instanceof Error ? error.stack ?? error.message : String(error) }
  }
}

/** Runs all scenarios, and `more` for some runtimes. */
export const smoke = async (server: TestServer, more: Suites = {}): Promise<ReadonlyArray<ScenarioResult>> => {
  const results = []
  for (const [api, scenarios] of Object.entries<Suites[string]>({ adapters, core, ...more })) {
    for (const [name, scenario] of Object.entries(scenarios)) {
      results.push(await runScenario(`${api}: ${name}`, scenario, server))
    }
  }
  return results
}
