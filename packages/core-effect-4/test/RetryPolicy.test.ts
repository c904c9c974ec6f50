/** Retries, over the API of Effect 4. */
import { retries } from "../../core/test/suites/retries.js"
import { client } from "./support/client.js"

retries(client)
