/** Services that ask for no wait, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { noWait } from "./suites/serviceUnavailable.js"

noWait(coreLane)
