/** Reading every page, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { listAllSuite } from "./suites/listAll.js"

listAllSuite(coreClient, "part")
