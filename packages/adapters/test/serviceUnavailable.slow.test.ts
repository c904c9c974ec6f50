/** 503 with Retry-After, and services that ask for no wait, over the Promise APIs. */
import { noWait, serviceUnavailable } from "../../core/test/suites/serviceUnavailable.js"
import { promises } from "./support/clients.js"

serviceUnavailable(promises)
noWait(promises)
