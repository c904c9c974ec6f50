/** Reading every page, over the API of Effect 4. */
import { listAllSuite } from "../../core/test/suites/listAll.js"
import { client } from "./support/client.js"

listAllSuite(client, "part")
