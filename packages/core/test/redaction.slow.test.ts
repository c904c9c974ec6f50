/** No error shows a secret, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { redaction } from "./suites/redaction.js"

redaction(coreLane, "all")
