/** Requests and options of forms that nobody expects, over the Promise APIs. */
import { unusualInput } from "../../core/test/suites/unusualInput.js"
import { clients } from "./support/clients.js"

for (const client of clients) unusualInput(client)
