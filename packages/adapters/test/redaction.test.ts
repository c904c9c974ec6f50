/** No error shows a secret, over the Promise APIs. */
import { redaction } from "../../core/test/suites/redaction.js"
import { promises } from "./support/clients.js"

redaction(promises, "part")
