/** Requests and options of forms that nobody expects, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { unusualInput } from "./suites/unusualInput.js"

unusualInput(coreClient)
