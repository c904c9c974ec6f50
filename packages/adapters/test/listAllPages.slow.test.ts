/** Reading every page, also of lists that never end, over the Promise APIs. */
import { inventiveServers, listAllSuite } from "../../core/test/suites/listAll.js"
import { promises } from "./support/clients.js"

inventiveServers(promises)
listAllSuite(promises, "all")
