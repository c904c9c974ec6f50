/** The commands on single keys. */
// Commands without a sink share their modules: loading one larger file is faster than loading several small ones.
import { run as deleteKeys } from "../commands/delete.js"
import { run as getKey } from "../commands/get.js"
import { run as listKeys } from "../commands/list.js"
import { disable as disableKeys, enable as enableKeys, run as updateKey } from "../commands/update.js"
import { run as showCurrent } from "../commands/whoami.js"
import { changeFields, keyFields, whoamiFields } from "./keyFields.js"
import { changing, format, globals, sinkHelp, to, workspace } from "./shared.js"
import { argument, argumentsOf, command, type CommandSpec, flag, nonEmpty, value } from "./spec.js"
import * as Values from "./values.js"

const key = argument("KEY", "Hash, its first 6 or more characters, name or label of the key.")

const keys = argumentsOf("KEY", "Hashes, their first 6 or more characters, names or labels of keys.")

const formatOfKeys = format(keyFields)

const formatOfChanges = format(changeFields)

const limit = value("limit", "USD", "Spending limit in USD, or none for no limit.", Values.limit)

const reset = value(
  "reset",
  "PERIOD",
  "When usage counted against the limit resets: daily, weekly, monthly or never.",
  Values.oneOf("daily", "weekly", "monthly", "never")
)

const includeByok = value(
  "include-byok",
  "BOOLEAN",
  "Whether usage of your own provider keys counts against the limit.",
  Values.truth
)

const list = command(["list"], {
  summary: "Lists keys with their state, spending, limit and expiry.",
  examples: [
    ["list", "Keys that are neither disabled nor expired"],
    ["list --all --sort spend", "All keys, the highest spending first"],
    ["list --state exhausted --json name,limit", "Keys that have used up their limit, as JSON"],
    ["list | cut -f1", "Hashes only: in a pipe, the output is tab-separated"]
  ],
  notes: [
    "In a pipe, each key is one line of tab-separated values: hash, name, state, usage, limit, limitRemaining, limitReset, expiresAt, label. Amounts are in USD."
  ],
  args: {},
  options: {
    disabled: flag("disabled", "Include disabled keys."),
    all: flag("all", "Include disabled and expired keys."),
    state: value(
      "state",
      "STATE",
      "Only keys in this state: active, disabled, expired or exhausted.",
      Values.oneOf("active", "disabled", "expired", "exhausted")
    ),
    sort: value(
      "sort",
      "BY",
      "Order: spend, created or name. Default: created, the most recent first.",
      Values.oneOf("spend", "created", "name")
    ),
    workspace,
    ...formatOfKeys,
    ...globals
  },
  load: async () => ({ run: listKeys })
})

const get = command(["get"], {
  summary: "Shows one key in full.",
  examples: [
    ["get CI", "The key named CI"],
    ["get f01d5260", "The key whose hash begins with f01d5260"],
    ["get CI --json limitRemaining", "The remaining amount of its limit, as JSON"]
  ],
  args: { key },
  options: { workspace, ...formatOfKeys, ...globals },
  load: async () => ({ run: getKey })
})

const create = command(["create"], {
  summary: "Creates a key. Its secret is sent to a sink or printed once.",
  examples: [
    [
      "create CI --limit 5 --reset monthly --expires 90d --to env-file:.env#OPENROUTER_API_KEY",
      "5 USD a month, for 90 days; the secret is stored in .env"
    ],
    [
      "create CI --limit 5 --to 'command:gh secret set OPENROUTER_API_KEY'",
      "The secret is written to a program's standard input"
    ],
    ["create try --limit 1 --show", "Prints the secret, and nothing else, on standard output"]
  ],
  notes: [
    `SINK is ${sinkHelp}. If the sink fails, the key is deleted.`,
    "Ctrl-C waits for the response and then deletes the key. If the outcome is unknown, the exit code is 5: check `openrouter-keys list` before you try again."
  ],
  args: { name: argument("NAME", "Name of the key.") },
  options: {
    to,
    show: flag("show", "Print the secret on standard output."),
    limit,
    reset,
    expires: value(
      "expires",
      "WHEN",
      "When the key expires: 90d, 2027-12-31 (the end of that day, UTC), a time with a time zone, or never.",
      // A duration counts from the time at which the command line is parsed.
      Values.expiry(() => Date.now())
    ),
    includeByok,
    user: value("user", "ID", "Your identifier of the end user the key is for.", nonEmpty),
    creator: value("creator", "ID", "User ID of the key's creator, for organizations.", nonEmpty),
    workspace: value(
      "workspace",
      "ID",
      "Workspace to create the key in. Default: the default workspace.",
      Values.workspace
    ),
    ...changing,
    ...formatOfChanges,
    ...globals
  },
  load: () => import("../commands/create.js")
})

const update = command(["update"], {
  summary: "Changes a key's name, limit, limit reset, BYOK setting or workspace.",
  examples: [
    ["update CI --limit 20", "Sets the limit to 20 USD"],
    ["update CI --limit none --dry-run", "Shows the change without making it"],
    ["update f01d5260 --name 'CI of the shop'", "Renames the key"]
  ],
  args: { key },
  options: {
    name: value("name", "NAME", "New name.", nonEmpty),
    limit,
    reset,
    includeByok,
    moveTo: value("move-to", "ID", "Workspace to move the key to.", Values.workspace),
    workspace,
    ...changing,
    ...formatOfChanges,
    ...globals
  },
  load: async () => ({ run: updateKey })
})

const enable = command(["enable"], {
  summary: "Enables keys.",
  examples: [["enable CI", "The key named CI"]],
  args: { keys },
  options: { workspace, ...changing, ...formatOfChanges, ...globals },
  load: async () => enableKeys
})

const disable = command(["disable"], {
  summary: "Disables keys. `enable` enables them again.",
  examples: [["disable CI 'Old key'", "Two keys"]],
  args: { keys },
  options: { workspace, ...changing, ...formatOfChanges, ...globals },
  load: async () => disableKeys
})

const remove = command(["delete"], {
  summary: "Deletes keys. This cannot be undone.",
  examples: [
    ["delete CI", "Shows the key and asks for confirmation"],
    ["delete f01d5260 8c2b11aa --yes", "Two keys, without asking, for a script"]
  ],
  args: { keys },
  options: { workspace, ...changing, ...formatOfChanges, ...globals },
  load: async () => ({ run: deleteKeys })
})

const whoami = command(["whoami"], {
  summary: "Shows the key that authenticates requests, and whether it may manage keys.",
  examples: [
    ["whoami", "The key in OPENROUTER_MANAGEMENT_KEY"],
    ["whoami --api-key-file key.txt --json isManagementKey", "Whether the key in a file may manage keys"]
  ],
  args: {},
  options: { ...format(whoamiFields), ...globals },
  load: async () => ({ run: showCurrent })
})

/** The commands on single keys. */
export const keyCommands: ReadonlyArray<CommandSpec> = [list, get, create, update, enable, disable, remove, whoami]
