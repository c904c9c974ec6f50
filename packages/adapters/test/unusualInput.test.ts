/** Requests and options of forms that nobody expects, over the Promise APIs. */
import { unusualInput } from "../../core/test/suites/unusualInput.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) unusualInput(lane)
