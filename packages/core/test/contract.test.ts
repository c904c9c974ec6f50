/** The contract's later additions, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { contract } from "./suites/contract.js"

contract(coreLane)
