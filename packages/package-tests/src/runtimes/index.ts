/** All supported runtimes. */
import { chromium } from "./chromium.js"
import { bun, deno, node } from "./commands.js"
import type { Source } from "./runtime.js"
import { workerd } from "./workerd.js"

/** The oldest supported Node, newer ones, and other runtimes. */
export const sources: ReadonlyArray<Source> = [
  node("20.19.6"),
  node("22.23.3"),
  node("24.21.0"),
  bun("1.4.5"),
  deno("2.9.6"),
  workerd("1.20261117.1"),
  chromium
]
