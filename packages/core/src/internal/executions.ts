/** This library's services, as against stubs: their operations can be told where they are called. */
import type { Execute } from "./client.js"

/** What makes the calls of a service. */
export const executions: WeakMap<object, Execute> = new WeakMap()
