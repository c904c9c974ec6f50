import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, inject } from "vitest"

/** How a command has ended. */
export interface Ended {
  /** The exit code; `null` where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a command is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Text on standard input, which ends then. Default: none. */
  readonly input?: string
  /** The program. Default: the bundled one. */
  readonly bin?: string
}

const folders: Array<string> = []

const children = new Set<ChildProcess>()

afterAll(() => {
  for (const child of children) child.kill("SIGKILL")
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone after the tests of the file. */
export const tempFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "cli-test-"))
  folders.push(folder)
  return folder
}

/** An environment without the variables of the machine that tests run on. */
const environment = (home: string, env: RunOptions["env"]): Record<string, string> => {
  const all = {
    PATH: process.env["PATH"],
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    ...env
  }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))
}

/** A command that runs. */
export class Running {
  readonly ended: Promise<Ended>
  stdout = ""
  stderr = ""

  constructor(readonly child: ChildProcess, input: string | undefined) {
    children.add(child)
    child.stdout?.setEncoding("utf8").on("data", (text: string) => this.stdout += text)
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.stderr += text)
    child.stdin?.on("error", () => {})
    if (input !== undefined) child.stdin?.end(input)
    this.ended = new Promise((resolve) =>
      child.on("close", (code) => {
        children.delete(child)
        resolve({ code, stdout: this.stdout, stderr: this.stderr })
      })
    )
  }

  /** Waits until the output has a text. */
  async says(text: string | RegExp): Promise<void> {
    const has = () => (typeof text === "string"
      ? (this.stdout + this.stderr).includes(text)
      : text.test(this.stdout + this.stderr))
    while (!has()) {
      if (this.child.exitCode !== null) {
        throw new Error(`It ended without ${String(text)}: ${this.stdout}${this.stderr}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

/** Starts the command in a pipe. */
export const startCommand = (
  args: ReadonlyArray<string>,
  { bin = inject("cli"), cwd, env, input = "" }: RunOptions = {}
): Running => {
  const home = cwd ?? tempFolder()
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: home,
    env: environment(home, env),
    stdio: "pipe"
  })
  return new Running(child, input)
}

/** Runs the command in a pipe. */
export const runCommand = (args: ReadonlyArray<string>, options?: RunOptions): Promise<Ended> =>
  startCommand(args, options).ended

/** Whether there is util-linux's `script`, which runs a command in a pseudo-terminal. */
export const hasTerminal = spawnSync("script", ["-qefc", "true", "/dev/null"]).status === 0

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** How a command is run in a terminal. */
export interface TerminalOptions extends RunOptions {
  readonly cells?: number
}

/** Starts the command in a pseudo-terminal; its output has both streams. Keys are written to `child.stdin`. */
export const startInTerminal = (
  args: ReadonlyArray<string>,
  { cells = 80, cwd, env }: TerminalOptions = {}
): Running => {
  const home = cwd ?? tempFolder()
  const line = [process.execPath, inject("cli"), ...args].map(quoted).join(" ")
  const child = spawn("script", ["-qefc", `stty cols ${cells} rows 24; exec ${line}`, "/dev/null"], {
    cwd: home,
    env: { ...environment(home, env), SHELL: "/bin/sh" },
    stdio: "pipe"
  })
  return new Running(child, undefined)
}

/** Runs the command in a pseudo-terminal. Lines end as in a pipe. */
export const runInTerminal = async (args: ReadonlyArray<string>, options?: TerminalOptions): Promise<Ended> => {
  const running = startInTerminal(args, options)
  const ended = await running.ended
  running.child.stdin?.end()
  return { ...ended, stdout: ended.stdout.replaceAll("\r\n", "\n") }
}
