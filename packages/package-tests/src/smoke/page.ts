/** The suite for a page, as `globalThis.smoke`. */
import { smoke } from "./suite.js"

Object.assign(globalThis, { smoke })
