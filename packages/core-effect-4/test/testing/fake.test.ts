/** The fake, over the API of Effect 4. */
import { fakeSuite } from "../../../core/test/suites/fake.js"
import { effect4Fake } from "../support/fake.js"

fakeSuite(effect4Fake)
