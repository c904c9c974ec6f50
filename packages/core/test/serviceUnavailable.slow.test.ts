/** 503 with Retry-After, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { serviceUnavailable } from "./suites/serviceUnavailable.js"

serviceUnavailable(coreClient)
