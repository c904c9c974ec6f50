/** No error shows a secret, over the API of Effect 4. */
import { redaction } from "../../core/test/suites/redaction.js"
import { client } from "./support/client.js"

redaction(client, "few")
