/** A misbehaving network, gateway or service, over the API of Effect 4 and fetch. */
import { faults } from "../../core/test/suites/faults.js"
import { fiberClients } from "./support/client.js"

faults(fiberClients.slice(0, 1))
