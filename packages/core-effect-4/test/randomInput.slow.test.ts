/** Random requests and options, over the API of Effect 4. */
import { randomInput } from "../../core/test/suites/randomInput.js"
import { lane } from "./support/lane.js"

randomInput(lane)
