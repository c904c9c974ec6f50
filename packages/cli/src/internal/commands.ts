/** All commands, and how they are grouped in the help. */
import { fleetCommands } from "./fleetCommands.js"
import type { Groups } from "./help.js"
import { keyCommands } from "./keyCommands.js"
import type { CommandSpec } from "./spec.js"

/** All commands. */
export const commands: ReadonlyArray<CommandSpec> = [...keyCommands, ...fleetCommands]

/** The groups of the help. */
export const groups: Groups = [
  ["Keys", ["list", "get", "create", "update", "enable", "disable", "delete", "whoami"]],
  ["Rotation", ["rotate", "rotations", "confirm", "cancel", "resume"]],
  ["Declared keys", ["plan", "apply", "export"]],
  ["Spending", ["spend", "watch"]],
  ["More", ["bulk create", "serve", "completions"]]
]

/** Help of the program as a whole. */
export const intro = {
  summary: "Manage OpenRouter API keys: operations, rotations, plans, budgets and reports.",
  examples: [
    ["list", "Lists the account's keys; export OPENROUTER_MANAGEMENT_KEY=… first"],
    [
      "create CI --limit 5 --reset monthly --to env-file:.env#OPENROUTER_API_KEY",
      "Creates a key and stores its secret in a file"
    ],
    ["rotate CI --to env-file:.env#OPENROUTER_API_KEY", "Replaces the key without an outage"],
    ["export > openrouter-keys.yaml", "Declares the keys in a file, for `plan` and `apply`"],
    ["spend --by prefix --period month", "Shows spending by month"]
  ] satisfies CommandSpec["examples"],
  notes: [
    "`openrouter-keys COMMAND --help` shows a command's examples and options.",
    "The management key is read from OPENROUTER_MANAGEMENT_KEY or OPENROUTER_API_KEY, or with --api-key-file FILE or --api-key-stdin. It is never an argument. OPENROUTER_BASE_URL selects another service, such as the sandbox.",
    "Data goes to standard output, everything else to standard error. On a terminal, data is a table; in a pipe, tab-separated values. --json and --csv select another format. NO_COLOR is respected.",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 plan --detailed-exitcode found changes, 4 not authorised, 5 outcome unknown, 130 interrupted."
  ]
}
