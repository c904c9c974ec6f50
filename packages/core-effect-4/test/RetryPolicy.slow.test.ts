/** No policy repeats what it must not, over many more policies and failures. */
import { randomFailures } from "../../core/test/suites/retries.js"
import { client } from "./support/client.js"

randomFailures(client, "all")
