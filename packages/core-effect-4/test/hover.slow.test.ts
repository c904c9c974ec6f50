import { hover } from "../../core/test/suites/hover.js"

hover("@openrouter-keys/core-effect-4")
