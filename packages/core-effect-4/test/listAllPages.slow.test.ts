/** Servers whose list never ends, over the API of Effect 4. */
import { inventiveServers } from "../../core/test/suites/listAll.js"
import { client } from "./support/client.js"

inventiveServers(client)
