/** Reading every page, also of lists that never end, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { inventiveServers, listAllSuite } from "./suites/listAll.js"

inventiveServers(coreLane)
listAllSuite(coreLane, "all")
