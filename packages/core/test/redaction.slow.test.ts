/** No error shows a secret, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { redaction } from "./suites/redaction.js"

redaction(coreClient, "all")
