/** All that is measured. */
import type { Group } from "../group.js"
import { inProcess } from "./inProcess.js"
import { loopback } from "./loopback.js"

/** The groups, in the order of the tables. */
export const groups: ReadonlyArray<Group> = [loopback, inProcess]
