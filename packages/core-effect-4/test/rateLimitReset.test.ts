/** A rate limit's reset, over the API of Effect 4. */
import { rateLimitReset } from "../../core/test/suites/rateLimitReset.js"
import { lane } from "./support/lane.js"

rateLimitReset(lane)
