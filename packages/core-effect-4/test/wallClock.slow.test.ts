/** A wall clock that is set during a call, over the API of Effect 4. */
import { clockSuite } from "../../core/test/suites/clock.js"
import { client } from "./support/client.js"

clockSuite(client)
