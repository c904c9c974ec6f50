/** Everything that is measured. */
import type { Group } from "../group.js"
import { bundles } from "./bundles.js"
import { inProcess } from "./inProcess.js"
import { loopback } from "./loopback.js"
import { memory } from "./memory.js"
import { startup } from "./startup.js"

/** The groups, in the order of the tables. */
export const groups: ReadonlyArray<Group> = [loopback, inProcess, startup, memory, bundles]
