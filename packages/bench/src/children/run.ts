/** Runs a script of this folder in its own process. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const execute = promisify(execFile)

/** Returns what the script prints. */
export const run = async (script: string, args: ReadonlyArray<string>, nodeArgs: ReadonlyArray<string> = []) => {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { stdout } = await execute(process.execPath, [...nodeArgs, path, ...args])
  return stdout
}
