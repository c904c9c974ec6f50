/** The contract's later additions, over the API of Effect 4. */
import { contract } from "../../core/test/suites/contract.js"
import { client } from "./support/client.js"

contract(client)
