/** The fake, over the Effect API. */
import { coreFakeLane } from "../suites/coreFakeLane.js"
import { fakeSuite } from "../suites/fake.js"

fakeSuite(coreFakeLane)
