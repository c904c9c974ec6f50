/** The suite as a worker, which is asked by a request whose body is the place. */
import type { Place } from "./scenario.js"
import { smoke } from "./suite.js"

export default {
  fetch: async (request: Request): Promise<Response> => Response.json(await smoke(await request.json() as Place))
}
