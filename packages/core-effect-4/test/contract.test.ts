/** The contract's later additions, over the API of Effect 4. */
import { contract } from "../../core/test/suites/contract.js"
import { lane } from "./support/lane.js"

contract(lane)
