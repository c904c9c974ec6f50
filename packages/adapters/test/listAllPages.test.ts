/** Reading every page, over the Promise APIs. */
import { listAllSuite } from "../../core/test/suites/listAll.js"
import { promises } from "./support/clients.js"

listAllSuite(promises, "part")
