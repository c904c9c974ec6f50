/** All commands, and how they are grouped in the help. */
import { createCommand } from "./createCommand.js"
import { fleetCommands } from "./fleetCommands.js"
import type { Groups } from "./help.js"
import { keyCommands } from "./keyCommands.js"
import type { CommandSpec } from "./spec.js"

/** All commands. */
export const commands: ReadonlyArray<CommandSpec> = [...keyCommands, createCommand, ...fleetCommands]

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
  summary: "Manage OpenRouter API keys: every operation, rotation, plans, budgets, reports.",
  examples: [
    ["list", "The keys of the account; first export OPENROUTER_MANAGEMENT_KEY=…"],
    ["create CI --limit 5 --reset monthly --to env-file:.env#OPENROUTER_API_KEY", "A new key, straight into a file"],
    ["rotate CI --to env-file:.env#OPENROUTER_API_KEY", "Another one in its place, without an outage"],
    ["export > openrouter-keys.yaml", "The keys as a file under review; then `plan` and `apply`"],
    ["spend --by prefix --period month", "What was spent"]
  ] satisfies CommandSpec["examples"],
  notes: [
    "`openrouter-keys COMMAND --help` shows examples and options of a command.",
    "The management key is read from OPENROUTER_MANAGEMENT_KEY or OPENROUTER_API_KEY, or given by --api-key-file FILE or --api-key-stdin, never as an argument. OPENROUTER_BASE_URL names another service, such as the sandbox.",
    "Data goes to standard output, all else to standard error. A terminal gets tables, a pipe tab-separated values; --json and --csv are there for all data. NO_COLOR is respected.",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 plan --detailed-exitcode found changes, 4 not authorised, 5 outcome unknown, 130 interrupted."
  ]
}
