/** Types of the runtimes. */
import type { TestServer } from "../smoke/scenario.js"
import type { ScenarioResult } from "../smoke/suite.js"

/** Input of a run. */
export interface Task {
  /** Folder with the installed packages, and the suite in `smoke`. */
  readonly project: string
  readonly server: TestServer
}

/** An installed runtime. */
export interface Runtime {
  readonly version: string
  readonly smoke: (task: Task) => Promise<ReadonlyArray<ScenarioResult>>
}

/** A runtime to install. */
export interface Source {
  readonly name: string
  /** npm packages to install for it. */
  readonly packages: Readonly<Record<string, string>>
  /** Opens it, given the folder where its packages were installed. */
  readonly open: (tools: string) => Promise<Runtime>
}
