/** A misbehaving network, gateway or service, over the other transports of Effect 4. */
import { faults } from "../../core/test/suites/faults.js"
import { fiberClients } from "./support/client.js"

faults(fiberClients.slice(1))
