/** The suite as a command, for runtimes that have some: takes the place as JSON, prints the findings as JSON. */
import process from "node:process"
import { deno } from "./deno.js"
import { node } from "./node.js"
import type { Place } from "./scenario.js"
import { smoke } from "./suite.js"

// Bun has a stub in the place of undici, without a pool.
const more = { ..."Bun" in globalThis ? {} : { node }, ..."Deno" in globalThis ? { deno } : {} }

const findings = await smoke(JSON.parse(process.argv[2] ?? "") as Place, more)
process.stdout.write(`${JSON.stringify(findings)}\n`)
