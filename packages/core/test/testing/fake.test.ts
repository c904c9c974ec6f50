/** The fake, over the Effect API. */
import { coreFake } from "../suites/coreFake.js"
import { fakeSuite } from "../suites/fake.js"

fakeSuite(coreFake)
