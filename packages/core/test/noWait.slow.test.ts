/** Services that ask for no wait, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { noWait } from "./suites/serviceUnavailable.js"

noWait(coreClient)
