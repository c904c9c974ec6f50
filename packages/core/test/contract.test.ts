/** The contract's later additions, over the Effect API. */
import { contract } from "./suites/contract.js"
import { coreLane } from "./suites/coreLane.js"

contract(coreLane)
