/** Servers whose list never ends, over the Promise APIs. */
import { inventiveServers } from "../../core/test/suites/listAll.js"
import { promises } from "./support/lanes.js"

inventiveServers(promises)
