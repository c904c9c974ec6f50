/** A rate limit's reset, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { rateLimitReset } from "./suites/rateLimitReset.js"

rateLimitReset(coreClient)
