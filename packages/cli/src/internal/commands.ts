/** All commands, and how they are grouped in the help. */
import type { Groups } from "./help.js"
import { keyCommands } from "./keyCommands.js"
import type { CommandSpec } from "./spec.js"

/** All commands. */
export const commands: ReadonlyArray<CommandSpec> = [...keyCommands]

/** The groups of the help. */
export const groups: Groups = [
  ["Keys", ["list", "get", "create", "update", "enable", "disable", "delete", "whoami"]]
]

/** Help of the program as a whole. */
export const intro = {
  summary: "Manage OpenRouter API keys: every operation, rotation, plans, budgets, reports.",
  examples: [
    ["list", "The keys of the account (export OPENROUTER_MANAGEMENT_KEY=… first)"],
    ["create CI --limit 5 --reset monthly --expires 90d --to env-file:.env#OPENROUTER_API_KEY", "A new key, straight into a file"]
  ] as CommandSpec["examples"],
  notes: [
    "`openrouter-keys help COMMAND` and `COMMAND --help` show examples and options of a command.",
    "The management key is read from OPENROUTER_MANAGEMENT_KEY or OPENROUTER_API_KEY, or given by --api-key-file or --api-key-stdin. OPENROUTER_BASE_URL names another service, such as the sandbox.",
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 plan --detailed-exitcode found changes, 4 not authorised, 5 outcome unknown, 130 interrupted."
  ]
}
