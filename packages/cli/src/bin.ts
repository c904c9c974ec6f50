/**
 * The command `openrouter-keys`.
 */
import module from "node:module"
import process from "node:process"
import { isAboutKeys } from "./route.js"
import { version } from "./version.js"

const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown }
// From Node 22 on, keeps compiled code for the next start.
enableCompileCache?.()

const args = process.argv.slice(2)

const run = async (): Promise<void> => {
  if (isAboutKeys(args) && (await import("./keyMain.js")).main(args)) return
  const { main } = await import("./main.js")
  main(args)
}

// Scripts ask for the version most often, and it needs no other module.
if (args.length === 1 && args[0] === "--version") {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    process.exitCode = code === "EPIPE" ? 0 : 1
  })
  process.stdout.write(`${version}\n`)
} else void run()
