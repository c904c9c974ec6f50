/** 503 with Retry-After, and services that ask for no wait, over the API of Effect 4. */
import { noWait, serviceUnavailable } from "../../core/test/suites/serviceUnavailable.js"
import { client } from "./support/client.js"

serviceUnavailable(client)
noWait(client)
