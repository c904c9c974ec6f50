/** A place where JavaScript runs, and how the smoke suite gets there. */
import type { Place } from "../smoke/scenario.js"
import type { Finding } from "../smoke/suite.js"

/** What a runtime is given. */
export interface Task {
  /** Where the packages are installed, with the suite in `smoke`. */
  readonly project: string
  readonly place: Place
}

/** A runtime that is installed. */
export interface Runtime {
  readonly version: string
  readonly smoke: (task: Task) => Promise<ReadonlyArray<Finding>>
}

/** A runtime that can be had. */
export interface Source {
  readonly name: string
  /** What has to be installed from npm for it. */
  readonly packages: Readonly<Record<string, string>>
  /** Finds it, given the folder where its packages were installed. */
  readonly open: (tools: string) => Promise<Runtime>
}
