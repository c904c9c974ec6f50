/** Reading every page, also of lists that never end, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { endlessServers, listAllSuite } from "./suites/listAll.js"

endlessServers(coreClient)
listAllSuite(coreClient, "all")
