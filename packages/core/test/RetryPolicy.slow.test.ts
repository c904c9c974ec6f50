/** No policy repeats what it must not, over many more policies and failures. */
import { coreClient } from "./suites/coreClient.js"
import { randomFailures } from "./suites/retries.js"

randomFailures(coreClient, "all")
