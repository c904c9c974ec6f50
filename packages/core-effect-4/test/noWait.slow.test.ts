/** Services that ask for no wait, over the API of Effect 4. */
import { noWait } from "../../core/test/suites/serviceUnavailable.js"
import { lane } from "./support/lane.js"

noWait(lane, "all")
