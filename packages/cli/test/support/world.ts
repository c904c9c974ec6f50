import { type RunningSandbox, start, type StartOptions } from "@openrouter-keys/sandbox"
import {
  type Ended,
  runCommand,
  runInTerminal,
  type Running,
  type RunOptions,
  startCommand,
  startInTerminal,
  tempFolder,
  type TerminalOptions
} from "./command.js"

/** A sandbox, a home directory, and the command set up for both. */
export interface World extends AsyncDisposable {
  readonly sandbox: RunningSandbox
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  readonly run: (args: ReadonlyArray<string>, options?: RunOptions) => Promise<Ended>
  readonly start: (args: ReadonlyArray<string>, options?: RunOptions) => Running
  readonly inTerminal: (args: ReadonlyArray<string>, options?: TerminalOptions) => Promise<Ended>
  readonly startInTerminal: (args: ReadonlyArray<string>, options?: TerminalOptions) => Running
}

/** Starts a sandbox for one test. */
export const world = async (options: StartOptions = {}): Promise<World> => {
  const sandbox = await start(options)
  const home = tempFolder()
  const env = { OPENROUTER_BASE_URL: sandbox.url, OPENROUTER_MANAGEMENT_KEY: sandbox.managementKey }
  const inWorld = <O extends RunOptions>(given?: O) => ({ cwd: home, ...given, env: { ...env, ...given?.env } })
  return {
    sandbox,
    home,
    env,
    run: (args, given) => runCommand(args, inWorld(given)),
    start: (args, given) => startCommand(args, inWorld(given)),
    inTerminal: (args, given) => runInTerminal(args, inWorld(given)),
    startInTerminal: (args, given) => startInTerminal(args, inWorld(given)),
    [Symbol.asyncDispose]: () => sandbox.close()
  }
}
