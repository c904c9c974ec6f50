/** The contract's later additions, over the Effect API. */
import { contract } from "./suites/contract.js"
import { coreClient } from "./suites/coreClient.js"

contract(coreClient)
