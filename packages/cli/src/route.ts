/** Which bundle a command line needs. */

/** Commands on single keys that hand no secret over. */
const keyCommands = new Set(["list", "get", "update", "enable", "disable", "delete", "whoami"])

const isHelp = (word: string): boolean => word === "--help" || word === "-h"

/** Whether the bundle of the commands on single keys is likely to be enough. */
export const isAboutKeys = (args: ReadonlyArray<string>): boolean =>
  keyCommands.has(args[0] ?? "") && !args.some(isHelp)
