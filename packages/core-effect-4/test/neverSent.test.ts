/** Calls with which nothing can be sent, over the API of Effect 4. */
import { neverSent } from "../../core/test/suites/neverSent.js"
import { client } from "./support/client.js"

neverSent(client)
