/** Requests and options of forms that nobody expects, over the API of Effect 4. */
import { unusualInput } from "../../core/test/suites/unusualInput.js"
import { client } from "./support/client.js"

unusualInput(client)
