/** The suite as a worker. The body of a request is the server. */
import type { TestServer } from "./scenario.js"
import { smoke } from "./suite.js"

export default {
  fetch: async (request: Request): Promise<Response> => Response.json(await smoke(await request.json() as TestServer))
}
