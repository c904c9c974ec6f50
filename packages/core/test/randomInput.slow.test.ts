/** Random requests and options, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { randomInput } from "./suites/randomInput.js"

randomInput(coreClient)
