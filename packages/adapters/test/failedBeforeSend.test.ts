/** Calls with which nothing can be sent, over the Promise APIs. */
import { failedBeforeSend } from "../../core/test/suites/failedBeforeSend.js"
import { clients } from "./support/clients.js"

for (const client of clients) failedBeforeSend(client)
