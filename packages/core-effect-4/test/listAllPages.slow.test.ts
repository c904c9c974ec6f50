/** Servers whose list never ends, over the API of Effect 4. */
import { endlessServers } from "../../core/test/suites/listAll.js"
import { client } from "./support/client.js"

endlessServers(client)
