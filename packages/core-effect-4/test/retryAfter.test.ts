/** How long a service asks to wait, over the API of Effect 4. */
import { retryAfter } from "../../core/test/suites/retryAfter.js"
import { client } from "./support/client.js"

retryAfter(client)
