/** A misbehaving network, gateway or service, over the Effect API. */
import { fiberClients } from "./suites/coreClient.js"
import { faults } from "./suites/faults.js"

faults(fiberClients)
