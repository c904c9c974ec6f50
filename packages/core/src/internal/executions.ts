/** The `Execute` functions of this library's services; stubs have none. */
import type { Execute } from "./client.js"

/** The function that makes the calls of a service. */
export const executions: WeakMap<object, Execute> = new WeakMap()
