/** Errors are plain, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { plainErrors } from "./suites/plainErrors.js"

plainErrors(coreClient)
