/** Random requests and options, over the API of Effect 4. */
import { randomInput } from "../../core/test/suites/randomInput.js"
import { client } from "./support/client.js"

randomInput(client)
