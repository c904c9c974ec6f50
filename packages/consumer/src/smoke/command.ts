/** The suite as a command, for runtimes that have some: takes the place as JSON, prints the findings as JSON. */
import process from "node:process"
import type { Place } from "./scenario.js"
import { smoke } from "./suite.js"

const findings = await smoke(JSON.parse(process.argv[2] ?? "") as Place)
process.stdout.write(`${JSON.stringify(findings)}\n`)
