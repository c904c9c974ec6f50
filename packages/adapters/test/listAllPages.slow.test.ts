/** Reading every page, also of lists that never end, over the Promise APIs. */
import { endlessServers, listAllSuite } from "../../core/test/suites/listAll.js"
import { promises } from "./support/clients.js"

endlessServers(promises)
listAllSuite(promises, "all")
