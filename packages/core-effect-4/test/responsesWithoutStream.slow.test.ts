/** Responses of other fetch functions, over the API of Effect 4. */
import { brokenText, responsesWithoutStream } from "../../core/test/suites/responsesWithoutStream.js"
import { client } from "./support/client.js"

responsesWithoutStream(client)
brokenText(client)
