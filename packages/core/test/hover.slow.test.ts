import { hover } from "./suites/hover.js"

hover("@openrouter-keys/core")
