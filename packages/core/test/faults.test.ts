/** A misbehaving network, gateway or service, over the Effect API and fetch. */
import { fiberClients } from "./suites/coreClient.js"
import { faults } from "./suites/faults.js"

faults(fiberClients.slice(0, 1))
