/** Options that travel in headers, over the API of Effect 4. */
import { attribution } from "../../core/test/suites/attribution.js"
import { lane } from "./support/lane.js"

attribution(lane)
