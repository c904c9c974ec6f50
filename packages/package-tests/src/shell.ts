/** Runs other programs. */
import { execFile } from "node:child_process"
import process from "node:process"
import { promisify } from "node:util"

const exec = promisify(execFile)

/** Options of a program's run. */
export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeout?: number
}

/** Runs a program and returns its output. Throws an error with the output if it fails. */
export const run = async (
  file: string,
  args: ReadonlyArray<string>,
  { cwd, env = {}, timeout = 300_000 }: RunOptions
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

/** Runs npm. */
export const npm = async (args: ReadonlyArray<string>, options: RunOptions): Promise<string> =>
  run("npm", args, options)
