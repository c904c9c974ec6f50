/** The commands on single keys that hand no secret over. */
// They share their modules: to load each alone would be more files, which takes longer than to read all.
import { run as deleteKeys } from "../commands/delete.js"
import { run as getKey } from "../commands/get.js"
import { run as listKeys } from "../commands/list.js"
import { disable as disableKeys, enable as enableKeys, run as updateKey } from "../commands/update.js"
import { run as showCurrent } from "../commands/whoami.js"
import { changeFields, keyFields, whoamiFields } from "./keyFields.js"
import { includeByok, limit, reset } from "./keyOptions.js"
import { changing, format, globals, unasked, workspace } from "./shared.js"
import { argument, argumentsOf, command, type CommandSpec, flag, nonEmpty, value } from "./spec.js"
import * as Values from "./values.js"

const key = argument("KEY", "A hash, 6 or more characters of its beginning, a name or a label.")

const keys = argumentsOf("KEY", "Hashes, beginnings of them, names or labels.")

const formatOfKeys = format(keyFields)

const formatOfChanges = format(changeFields)

const list = command(["list"], {
  summary: "Lists keys: name, state, what they have spent, limit, expiry.",
  examples: [
    ["list", "Keys that can be used"],
    ["list --all --sort spend", "All keys, those that have spent most first"],
    ["list --state exhausted --json name,limit", "Keys that have used up their limit, as JSON"],
    ["list | cut -f1", "The hashes; in a pipe there are tab-separated values"]
  ],
  notes: [
    "In a pipe each key is a line: hash, name, state, usage, limit, limitRemaining, limitReset, expiresAt, label, separated by tabs. Amounts are USD."
  ],
  args: {},
  options: {
    disabled: flag("disabled", "Disabled keys, too."),
    all: flag("all", "Disabled and expired keys, too."),
    state: value(
      "state",
      "STATE",
      "Only keys that are so: active, disabled, expired or exhausted.",
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
    ["get f01d5260", "The key whose hash begins so"],
    ["get CI --json limitRemaining", "What is left of its limit, as JSON"]
  ],
  args: { key },
  options: { workspace, ...formatOfKeys, ...globals },
  load: async () => ({ run: getKey })
})

const update = command(["update"], {
  summary: "Changes a key: name, limit, when it resets, BYOK, workspace.",
  examples: [
    ["update CI --limit 20", "A higher limit"],
    ["update CI --limit none --dry-run", "What would be changed, without changing it"],
    ["update f01d5260 --name 'CI of the shop'", "Another name"]
  ],
  args: { key },
  options: {
    name: value("name", "NAME", "New name.", nonEmpty),
    limit,
    reset,
    includeByok,
    moveTo: value("move-to", "ID", "Workspace to move the key to.", Values.workspace),
    workspace,
    ...unasked,
    ...formatOfChanges,
    ...globals
  },
  load: async () => ({ run: updateKey })
})

const enable = command(["enable"], {
  summary: "Switches keys on again.",
  examples: [["enable CI", "The key named CI"]],
  args: { keys },
  options: { workspace, ...unasked, ...formatOfChanges, ...globals },
  load: async () => enableKeys
})

const disable = command(["disable"], {
  summary: "Switches keys off. `enable` is the way back.",
  examples: [["disable CI 'Old key'", "Two keys"]],
  args: { keys },
  options: { workspace, ...unasked, ...formatOfChanges, ...globals },
  load: async () => disableKeys
})

const remove = command(["delete"], {
  summary: "Deletes keys for good.",
  examples: [
    ["delete CI", "Shows the key, and asks"],
    ["delete f01d5260 8c2b11aa --yes", "Two keys, without asking, as in a script"]
  ],
  args: { keys },
  options: { workspace, ...changing, ...formatOfChanges, ...globals },
  load: async () => ({ run: deleteKeys })
})

const whoami = command(["whoami"], {
  summary: "Shows the key that requests are made with, and whether it may manage keys.",
  examples: [
    ["whoami", "The key of OPENROUTER_MANAGEMENT_KEY"],
    ["whoami --api-key-file key.txt --json isManagementKey", "Whether the key in a file may manage keys"]
  ],
  args: {},
  options: { ...format(whoamiFields), ...globals },
  load: async () => ({ run: showCurrent })
})

/** The commands on single keys that hand no secret over. */
export const keyCommands: ReadonlyArray<CommandSpec> = [list, get, update, enable, disable, remove, whoami]
