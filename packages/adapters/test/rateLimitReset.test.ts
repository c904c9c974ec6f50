/** A rate limit's reset, over the Promise APIs. */
import { rateLimitReset } from "../../core/test/suites/rateLimitReset.js"
import { promises } from "./support/clients.js"

rateLimitReset(promises)
