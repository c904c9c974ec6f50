/** Other programs, run from here. */
import { execFile } from "node:child_process"
import process from "node:process"
import { promisify } from "node:util"

const exec = promisify(execFile)

/** How a program is run. */
export interface Circumstances {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeout?: number
}

/** What a program printed. It throws, with all that was printed, where the program fails. */
export const run = async (
  file: string,
  args: ReadonlyArray<string>,
  { cwd, env = {}, timeout = 300_000 }: Circumstances
): Promise<string> => {
  try {
    const { stdout } = await exec(file, args, {
      cwd,
      timeout,
      env: { ...process.env, NO_COLOR: "1", ...env },
      maxBuffer: 64 * 1024 * 1024
    })
    return stdout
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${[file, ...args].join(" ")} failed:\n${stdout}${stderr}`.trim(), { cause: error })
  }
}

/** Runs npm as it is set up here, with nothing that this workspace's scripts hand down. */
export const npm = async (args: ReadonlyArray<string>, circumstances: Circumstances): Promise<string> =>
  run("npm", args, circumstances)
