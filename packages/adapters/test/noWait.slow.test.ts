/** Services that ask for no wait, over the Promise APIs. */
import { noWait } from "../../core/test/suites/serviceUnavailable.js"
import { promises } from "./support/lanes.js"

noWait(promises, "all")
