/** Errors are plain, over the API of Effect 4. */
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { lane } from "./support/lane.js"

plainErrors(lane)
