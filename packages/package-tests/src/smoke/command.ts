/** The suite as a command: takes the server as JSON and prints the results as JSON. */
import process from "node:process"
import { deno } from "./deno.js"
import { node } from "./node.js"
import type { TestServer } from "./scenario.js"
import { smoke } from "./suite.js"

// Bun replaces undici with a stub that has no pool.
const more = { ..."Bun" in globalThis ? {} : { node }, ..."Deno" in globalThis ? { deno } : {} }

const results = await smoke(JSON.parse(process.argv[2] ?? "") as TestServer, more)
process.stdout.write(`${JSON.stringify(results)}\n`)
