/**
 * The command `openrouter-keys`.
 */
import module from "node:module"
import process from "node:process"
import { version } from "./version.js" // From Node 22 on, keeps compiled code for the next start.
;(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.()

const args = process.argv.slice(2)

// Scripts ask for the version most often, and it needs no other module.
if (args.length === 1 && args[0] === "--version") process.stdout.write(`${version}\n`)
else void import("./main.js").then(({ main }) => main(args))
