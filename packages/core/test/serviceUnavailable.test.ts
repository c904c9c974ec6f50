/** 503 with Retry-After, and services that ask for no wait, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { noWait, serviceUnavailable } from "./suites/serviceUnavailable.js"

serviceUnavailable(coreLane)
noWait(coreLane, "part")
