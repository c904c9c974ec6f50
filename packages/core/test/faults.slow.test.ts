/** A misbehaving network, gateway or service, over the other transports of the Effect API. */
import { fiberClients } from "./suites/coreClient.js"
import { faults } from "./suites/faults.js"

faults(fiberClients.slice(1))
