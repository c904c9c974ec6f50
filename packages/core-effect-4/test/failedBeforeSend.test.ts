/** Calls with which nothing can be sent, over the API of Effect 4. */
import { failedBeforeSend } from "../../core/test/suites/failedBeforeSend.js"
import { client } from "./support/client.js"

failedBeforeSend(client)
