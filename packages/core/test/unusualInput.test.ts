/** Requests and options of forms that nobody expects, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { unusualInput } from "./suites/unusualInput.js"

unusualInput(coreLane)
