/** Servers whose list never ends, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { inventiveServers } from "./suites/listAll.js"

inventiveServers(coreLane)
