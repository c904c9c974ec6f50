/** Retries, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { retries } from "./suites/retries.js"

retries(coreClient)
