/** A rate limit's reset, over the API of Effect 4. */
import { rateLimitReset } from "../../core/test/suites/rateLimitReset.js"
import { client } from "./support/client.js"

rateLimitReset(client)
