/** The fake, over the API of Effect 4. */
import { fakeSuite } from "../../../core/test/suites/fake.js"
import { fakeLane } from "../support/fakeLane.js"

fakeSuite(fakeLane)
