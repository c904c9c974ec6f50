/** Requests and options of forms that nobody expects, over the API of Effect 4. */
import { unusualInput } from "../../core/test/suites/unusualInput.js"
import { lane } from "./support/lane.js"

unusualInput(lane)
