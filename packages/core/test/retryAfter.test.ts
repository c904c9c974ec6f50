/** How long a service asks to wait, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { retryAfter } from "./suites/retryAfter.js"

retryAfter(coreClient)
