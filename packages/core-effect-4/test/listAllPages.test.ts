/** Reading every page, over the API of Effect 4. */
import { listAllSuite } from "../../core/test/suites/listAll.js"
import { lane } from "./support/lane.js"

listAllSuite(lane, "part")
