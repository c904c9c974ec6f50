/** 503 with Retry-After, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { serviceUnavailable } from "./suites/serviceUnavailable.js"

serviceUnavailable(coreLane)
