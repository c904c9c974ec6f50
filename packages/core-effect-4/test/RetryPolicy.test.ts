/** Retries, over the API of Effect 4. */
import { retries } from "../../core/test/suites/retries.js"
import { lane } from "./support/lane.js"

retries(lane)
