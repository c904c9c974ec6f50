/** Responses made to break the code that reads them, over the API of Effect 4. */
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { client } from "./support/client.js"

hostileResponses(client, "few")
