/** Reading every page, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { listAllSuite } from "./suites/listAll.js"

listAllSuite(coreLane, "part")
