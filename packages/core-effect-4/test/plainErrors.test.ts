/** Errors are plain, over the API of Effect 4. */
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { client } from "./support/client.js"

plainErrors(client)
