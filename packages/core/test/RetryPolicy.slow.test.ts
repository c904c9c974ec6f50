/** No policy repeats what it must not, over many more policies and failures. */
import { coreLane } from "./suites/coreLane.js"
import { whateverGoesWrong } from "./suites/retries.js"

whateverGoesWrong(coreLane, "all")
