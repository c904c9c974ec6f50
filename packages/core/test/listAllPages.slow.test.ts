/** Reading every page, also of lists that never end, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { inventiveServers, listAllSuite } from "./suites/listAll.js"

inventiveServers(coreClient)
listAllSuite(coreClient, "all")
