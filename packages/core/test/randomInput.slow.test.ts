/** Random requests and options, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { randomInput } from "./suites/randomInput.js"

randomInput(coreLane)
