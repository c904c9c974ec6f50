/** Errors are plain, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { plainErrors } from "./suites/plainErrors.js"

plainErrors(coreLane)
