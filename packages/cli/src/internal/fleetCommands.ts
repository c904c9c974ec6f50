/** The commands on many keys: rotations, plans, reports. */
import { bulkFields, declarationFields, rotationFields, spendFields } from "./keyFields.js"
import { changing, cluster, format, globals, sinkHelp, state, to, unasked, workspace } from "./shared.js"
import {
  argument,
  command,
  type CommandSpec,
  flag,
  maybeValue,
  nonEmpty,
  optionalArgument,
  right,
  value,
  wrong
} from "./spec.js"
import * as Values from "./values.js"

const formatOfRotations = format(rotationFields)

const id = argument("ID", "ID of the rotation, or its first characters.")

const rotate = command(["rotate"], {
  summary: "Replaces a key with a new one, without an outage.",
  examples: [
    [
      "rotate CI --to env-file:.env#OPENROUTER_API_KEY",
      "The new secret is stored in .env; the old key works for another 24 hours, is then disabled, and is deleted a week later"
    ],
    [
      "rotate CI --to 'command:gh secret set OPENROUTER_API_KEY' --grace 1h --keep-disabled 1d",
      "The new secret is stored at GitHub; the old key is disabled after an hour"
    ],
    ["rotate CI --to file:key --grace 0 --drain 0 --keep-disabled 0 --wait", "All steps at once"]
  ],
  notes: [
    "The command ends when the new key is in its sink and has been tested. The later steps take time: run `openrouter-keys resume` periodically, or keep `openrouter-keys serve` running. `openrouter-keys rotations` shows the progress.",
    "An old key that is still in use is not disabled: the rotation waits for up to --drain-bound, and then stops until you confirm or cancel it.",
    "With --cluster, the runners of the cluster run the rotation, and use its sink on their machines."
  ],
  args: { key: argument("KEY", "Hash, its first 6 or more characters, name or label of the key.") },
  options: {
    to,
    grace: value("grace", "TIME", "How long both keys work. Default: 24h.", Values.duration),
    drain: value(
      "drain",
      "TIME",
      "How long the old key must be unused before it is disabled. Default: 10m; 0 skips this check.",
      Values.duration
    ),
    drainBound: value(
      "drain-bound",
      "TIME",
      "How long to wait until the old key is unused. Default: 24h.",
      Values.duration
    ),
    keepDisabled: value(
      "keep-disabled",
      "TIME",
      "How long the old key stays disabled before it is deleted. Default: 7d.",
      Values.duration
    ),
    limit: value(
      "limit",
      "USD",
      "Limit of the new key: same, remaining, none or an amount. Default: same if the limit resets, otherwise remaining.",
      Values.rotationLimit
    ),
    expires: value(
      "expires",
      "WHEN",
      "When the new key expires. Default: the new key has the same lifetime as the old one.",
      Values.expiry(() => Date.now())
    ),
    withoutRestrictions: flag("without-restrictions", "Continue even if the management key may not read guardrails."),
    wait: flag("wait", "Wait until the rotation has ended."),
    workspace,
    state,
    cluster,
    ...unasked,
    ...formatOfRotations,
    ...globals
  },
  load: () => import("../commands/rotate.js")
})

const rotations = command(["rotations"], {
  summary: "Lists rotations in progress, or shows one in full.",
  examples: [
    ["rotations", "Rotations in progress"],
    ["rotations 3f9a", "The rotation whose ID begins with 3f9a"],
    ["rotations --all --json id,name,state", "All rotations, as JSON"]
  ],
  args: { id: optionalArgument("ID", "ID of a rotation, or its first characters.") },
  options: { all: flag("all", "Include rotations that have ended."), state, cluster, ...formatOfRotations, ...globals },
  load: () => import("../commands/rotations.js")
})

const confirm = command(["confirm"], {
  summary: "Continues a rotation now, because the new key is in use.",
  examples: [
    ["confirm 3f9a", "Continues the rotation whose ID begins with 3f9a, whether it waits or has stopped"],
    ["confirm 3f9a --step keep", "Asks for confirmation, and deletes the old key, which is already disabled"]
  ],
  notes: [
    "With --step, nothing happens if the rotation is past that step, so a script may repeat the command. The step keep must be named, because its confirmation deletes the old key."
  ],
  args: { id },
  options: {
    step: value(
      "step",
      "STEP",
      "The step to confirm: grace, keep, or the step at which the rotation has stopped. Default: grace, or the step at which it has stopped.",
      Values.oneOf("issue", "grace", "drain", "disable", "keep", "delete")
    ),
    state,
    cluster,
    ...changing,
    ...formatOfRotations,
    ...globals
  },
  load: async () => (await import("../commands/rotations.js")).confirm
})

const cancel = command(["cancel"], {
  summary: "Cancels a rotation: the old key is enabled and gets its name back.",
  examples: [["cancel 3f9a", "Cancels the rotation whose ID begins with 3f9a"]],
  args: { id },
  options: { state, cluster, ...unasked, ...formatOfRotations, ...globals },
  load: async () => (await import("../commands/rotations.js")).cancel
})

const resume = command(["resume"], {
  summary: "Runs the steps of rotations that are due, and ends.",
  examples: [["resume", "From cron or a CI job, every 15 minutes"]],
  notes: ["The exit code is 1 if a rotation has stopped and needs `confirm` or `cancel`."],
  args: {},
  options: { state, ...unasked, ...formatOfRotations, ...globals },
  load: async () => (await import("../commands/rotations.js")).resume
})

const prune = maybeValue(
  "prune",
  "delete",
  "Disable keys in the scope that are not declared; --prune=delete also deletes those that are already disabled.",
  (text) => text === "delete" ? right("delete" as const) : wrong("accepts only one value: --prune=delete")
)

const file = optionalArgument(
  "FILE",
  "The declaration, YAML or JSON; - reads standard input. Default: openrouter-keys.yaml."
)

const formatOfPlans = format(declarationFields)

const formatOfFile =
  "openrouter-keys.yaml: {version: 1, scope: {prefix: prod/}, keys: [{name: prod/shop, limit: 50, limitReset: monthly, to: 'env-file:.env#OPENROUTER_API_KEY'}, {name: prod/batch, limit: null, to: 'file:batch.key'}]}. The file declares all keys whose names begin with the prefix; other keys are not changed. `limit: null` means no limit. A new key needs a sink, `to`. `export` writes a file of the existing keys."

const plan = command(["plan"], {
  summary: "Shows the changes that make the keys match a file.",
  examples: [
    ["plan", "For the keys declared in openrouter-keys.yaml"],
    [
      "plan keys.yaml --out plan.json",
      "Saves the plan for review; `apply plan.json` makes exactly these changes"
    ],
    ["plan --detailed-exitcode", "In CI: exit code 3 if there are changes"]
  ],
  notes: [formatOfFile],
  args: { file },
  options: {
    out: value("out", "PLAN", "Save the plan to a file. It contains no secret.", nonEmpty),
    detailedExitcode: flag("detailed-exitcode", "Exit with code 3 if there are changes."),
    prune,
    ...formatOfPlans,
    ...globals
  },
  load: () => import("../commands/plan.js")
})

const apply = command(["apply"], {
  summary: "Makes the keys match a file: creates, updates, replaces and disables keys.",
  examples: [
    ["apply", "Shows the changes for openrouter-keys.yaml, asks for confirmation, and makes them"],
    ["apply plan.json --yes", "Makes the changes of a reviewed plan"],
    ["apply --refuse-more --yes", "In CI: changes nothing if a change permits more"]
  ],
  notes: [formatOfFile],
  args: {
    file: optionalArgument("FILE", "A declaration, or a plan that `plan --out` wrote. Default: openrouter-keys.yaml.")
  },
  options: {
    prune,
    refuseMore: flag(
      "refuse-more",
      "Change nothing if a change permits more, such as a higher limit or a key that is enabled again."
    ),
    state,
    ...changing,
    ...formatOfPlans,
    ...globals
  },
  load: async () => (await import("../commands/plan.js")).apply
})

const exportKeys = command(["export"], {
  summary: "Writes a declaration of the existing keys.",
  examples: [
    ["export > openrouter-keys.yaml", "All keys"],
    ["export --prefix prod/", "Keys whose names begin with prod/, as the scope of the file"]
  ],
  args: {},
  options: {
    prefix: value("prefix", "PREFIX", "Only keys whose names begin with PREFIX.", nonEmpty),
    workspace,
    json: flag("json", "Write JSON."),
    ...globals
  },
  load: () => import("../commands/export.js")
})

const spend = command(["spend"], {
  summary: "Shows spending by key, user, creator, workspace or prefix.",
  examples: [
    ["spend", "By key"],
    ["spend --by user --period month --from 2026-01-01", "By end user and month"],
    ["spend --by prefix --csv > spend.csv", "For a spreadsheet"]
  ],
  notes: [
    "The API keeps no history. This command stores the spending since the last `spend`, `watch` or `serve`, and reports what is stored. The first run knows only this week and this month.",
    "The prefix of a name ends with its first slash: prod/ in prod/shop. Rows are sorted by spending, including usage of your own provider keys (BYOK)."
  ],
  args: {},
  options: {
    by: value(
      "by",
      "WHAT",
      "key, user, creator, workspace or prefix. Default: key.",
      Values.oneOf("key", "user", "creator", "workspace", "prefix")
    ),
    period: value(
      "period",
      "PERIOD",
      "One row per day, week or month. Default: one row for the whole time.",
      Values.oneOf("day", "week", "month")
    ),
    from: value("from", "DAY", "First day, such as 2026-11-01.", Values.day),
    to: value("to", "DAY", "Last day, included.", Values.day),
    state,
    ...format(spendFields),
    ...globals
  },
  load: () => import("../commands/spend.js")
})

const watching = {
  every: value("every", "TIME", "Time between checks. Default: 5m.", Values.interval),
  webhook: value(
    "webhook",
    "URL",
    "Send each event to this URL, signed with OPENROUTER_KEYS_WEBHOOK_SECRET.",
    (text) =>
      /^https?:\/\//.test(text) && URL.canParse(text)
        ? right(text)
        : wrong(`must be an http or https URL, not "${text}"`)
  )
}

const watch = command(["watch"], {
  summary: "Reports budgets that run out, and keys that expire, change, appear or are deleted.",
  examples: [
    ["watch", "Keys only"],
    ["watch budgets.yaml --every 1m", "Keys and the budgets in a file"],
    ["watch budgets.yaml --once", "One check, for cron"]
  ],
  notes: [
    "budgets.yaml: {version: 1, budgets: [{name: team, keys: {prefix: team/}, limit: 100, period: month, warnAt: [0.5, 0.8, 1], then: notify}]}. `keys` selects by prefix, name, hash, externalUser, creatorUserId or workspaceId; `then: disable` disables the keys at the limit.",
    "Each event is reported once per period, also across restarts."
  ],
  args: { file: optionalArgument("FILE", "Budgets, YAML or JSON.") },
  options: {
    ...watching,
    once: flag("once", "Check once, and end."),
    dryRun: flag("dry-run", "Check once; disable no key, send nothing, and store nothing."),
    state,
    json: flag("json", "Write each event as a line of JSON."),
    ...globals
  },
  load: () => import("../commands/watch.js")
})

const serve = command(["serve"], {
  summary: "Runs rotations and a watch, and stores spending, in one process.",
  examples: [
    ["serve", "Rotations continue when they are due; usage is stored every 5 minutes"],
    [
      "serve --budgets budgets.yaml --webhook https://example.com/hook",
      "With budgets, whose events are sent to a webhook"
    ],
    ["serve --cluster postgres://fleet@db.example/fleet", "As one of many runners with PostgreSQL"]
  ],
  notes: [
    "With --cluster, rotations are distributed over all runners with the same database, and the watch runs on one of them. Set OPENROUTER_KEYS_HOST to the address under which the other runners reach this one, and PGPASSWORD."
  ],
  args: {},
  options: {
    budgets: value("budgets", "FILE", "Budgets, YAML or JSON; see `watch`.", nonEmpty),
    cluster,
    ...watching,
    state,
    json: flag("json", "Write each event as a line of JSON."),
    ...globals
  },
  load: async () => (await import("../commands/watch.js")).serve
})

const bulkCreate = command(["bulk", "create"], {
  summary: "Creates a key for each line of a CSV file. Run it again to create the missing ones.",
  examples: [
    ["bulk create customers.csv --to 'file:keys/{id}.key'", "Stores each secret in its own file"],
    [
      "bulk create customers.csv --to 'command:vault kv put -mount=secret keys/{id} key=-' --dry-run",
      "Shows what would be created"
    ]
  ],
  notes: [
    "The first line names the columns: name, and optionally id, limit, reset, expires, include-byok, user, to. The default id is the name. An id whose key was created is skipped.",
    `SINK is ${sinkHelp}. {id} and {name} stand for the values of the line; characters other than letters, digits, _, - and . become _.`
  ],
  args: { file: argument("FILE", "CSV file; - reads standard input.") },
  options: {
    to,
    concurrency: value("concurrency", "N", "How many keys are created at a time. Default: 4.", Values.positive),
    workspace,
    state,
    ...unasked,
    ...format(bulkFields),
    ...globals
  },
  load: () => import("../commands/bulk.js")
})

const completions = command(["completions"], {
  summary: "Writes the completion script for a shell.",
  examples: [
    ["completions bash > ~/.local/share/bash-completion/completions/openrouter-keys", "For bash"],
    ["completions zsh > ~/.zfunc/_openrouter-keys", "For zsh, with ~/.zfunc in $fpath"],
    ["completions fish > ~/.config/fish/completions/openrouter-keys.fish", "For fish"]
  ],
  args: { shell: argument("SHELL", "bash, zsh or fish.") },
  options: { ...globals },
  load: () => import("../commands/completions.js")
})

/** The commands on many keys. */
export const fleetCommands: ReadonlyArray<CommandSpec> = [
  rotate,
  rotations,
  confirm,
  cancel,
  resume,
  plan,
  apply,
  exportKeys,
  spend,
  watch,
  serve,
  bulkCreate,
  completions
]
