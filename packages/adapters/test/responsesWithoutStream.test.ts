/** Responses of other fetch functions, over the Promise APIs. */
import { brokenText, responsesWithoutStream } from "../../core/test/suites/responsesWithoutStream.js"
import { clients, promises } from "./support/clients.js"

for (const client of clients) responsesWithoutStream(client)
brokenText(promises)
