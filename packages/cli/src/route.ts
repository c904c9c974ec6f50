/** Decides which bundle a command line needs. */

/** Commands on single keys that deliver no secret. */
const keyCommands = new Set(["list", "get", "update", "enable", "disable", "delete", "whoami"])

const isHelp = (word: string): boolean => word === "--help" || word === "-h"

/** Whether the bundle with the commands on single keys is probably enough. */
export const isAboutKeys = (args: ReadonlyArray<string>): boolean =>
  keyCommands.has(args[0] ?? "") && !args.some(isHelp)
