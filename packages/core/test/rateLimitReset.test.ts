/** A rate limit's reset, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { rateLimitReset } from "./suites/rateLimitReset.js"

rateLimitReset(coreLane)
