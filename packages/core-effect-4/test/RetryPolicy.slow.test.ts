/** No policy repeats what it must not, over many more policies and failures. */
import { whateverGoesWrong } from "../../core/test/suites/retries.js"
import { lane } from "./support/lane.js"

whateverGoesWrong(lane, "all")
