/** Responses made to break their reader, over the Promise APIs. */
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { functions, promises } from "./support/clients.js"

for (const client of [promises, functions]) hostileResponses(client, "all")
