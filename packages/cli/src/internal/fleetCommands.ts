/** The commands on many keys: rotations, plans, reports. */
import { bulkFields, declarationFields, rotationFields, spendFields } from "./keyFields.js"
import { changing, format, globals, sinkHelp, state, to, workspace } from "./shared.js"
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

const id = argument("ID", "ID of the rotation, or the beginning of it.")

const rotate = command(["rotate"], {
  summary: "Replaces a key by another one without an outage.",
  examples: [
    [
      "rotate CI --to env-file:.env#OPENROUTER_API_KEY",
      "A new key into .env; the old one works for 24 hours more, is then disabled, and deleted a week later"
    ],
    [
      "rotate CI --to 'command:gh secret set OPENROUTER_API_KEY' --grace 1h --keep-disabled 1d",
      "The secret goes to GitHub; the old key is disabled after an hour"
    ],
    ["rotate CI --to file:key --grace 0 --drain 0 --keep-disabled 0 --wait", "At once, to the end"]
  ],
  notes: [
    "The command ends once the new key is in its sink and was seen to work. The rest takes time: run `openrouter-keys resume` from time to time, or `openrouter-keys serve`. `openrouter-keys rotations` shows how it stands.",
    "An old key that is still in use is not disabled: the rotation waits, and stops and asks after --drain-bound."
  ],
  args: { key: argument("KEY", "A hash, 6 or more characters of its beginning, a name or a label.") },
  options: {
    to,
    grace: value("grace", "TIME", "How long both keys work. Default: 24h.", Values.duration),
    drain: value(
      "drain",
      "TIME",
      "How long the old key must not have been used. Default: 10m; 0 does not look.",
      Values.duration
    ),
    drainBound: value("drain-bound", "TIME", "How long to wait for that. Default: 24h.", Values.duration),
    keepDisabled: value(
      "keep-disabled",
      "TIME",
      "How long the old key stays disabled before it is deleted. Default: 7d.",
      Values.duration
    ),
    limit: value(
      "limit",
      "USD",
      "Limit of the new key: same, remaining, none or an amount. Default: the same where it resets, what remains where it does not.",
      Values.rotationLimit
    ),
    expires: value(
      "expires",
      "WHEN",
      "When the new key expires. Default: it lives as long as the old one.",
      Values.expiry(() => Date.now())
    ),
    withoutRestrictions: flag("without-restrictions", "Go on where the management key cannot see guardrails."),
    wait: flag("wait", "Wait for the end of the rotation."),
    workspace,
    state,
    ...changing,
    ...formatOfRotations,
    ...globals
  },
  load: () => import("../commands/rotate.js")
})

const rotations = command(["rotations"], {
  summary: "Shows rotations: those under way, or one in full.",
  examples: [
    ["rotations", "Those under way"],
    ["rotations 3f9a", "The one whose ID begins so"],
    ["rotations --all --json id,name,state", "All, as JSON"]
  ],
  args: { id: optionalArgument("ID", "ID of a rotation, or the beginning of it.") },
  options: { all: flag("all", "Those that have ended, too."), state, ...formatOfRotations, ...globals },
  load: () => import("../commands/rotations.js")
})

const confirm = command(["confirm"], {
  summary: "Ends the wait of a rotation: the new key is in use, go on now.",
  examples: [["confirm 3f9a", "The rotation whose ID begins so goes on, or goes on where it has stopped"]],
  args: { id },
  options: { state, ...changing, ...formatOfRotations, ...globals },
  load: async () => (await import("../commands/rotations.js")).confirm
})

const cancel = command(["cancel"], {
  summary: "Takes a rotation back, as far as that goes: the old key is enabled under its name.",
  examples: [["cancel 3f9a", "The rotation whose ID begins so"]],
  args: { id },
  options: { state, ...changing, ...formatOfRotations, ...globals },
  load: async () => (await import("../commands/rotations.js")).cancel
})

const resume = command(["resume"], {
  summary: "Goes on with all rotations that are due, and ends.",
  examples: [["resume", "From cron or a CI job, every quarter of an hour"]],
  notes: ["The exit code is 1 where a rotation has stopped and waits for a person."],
  args: {},
  options: { state, ...changing, ...formatOfRotations, ...globals },
  load: async () => (await import("../commands/rotations.js")).resume
})

const prune = maybeValue(
  "prune",
  "delete",
  "Disable keys of the scope that are not declared; --prune=delete also deletes those that are disabled already.",
  (text) => text === "delete" ? right("delete" as const) : wrong(`takes no value but delete: --prune=delete`)
)

const file = optionalArgument(
  "FILE",
  "The declaration, YAML or JSON. Default: openrouter-keys.yaml. - is standard input."
)

const formatOfPlans = format(declarationFields)

const plan = command(["plan"], {
  summary: "Shows what has to change so that keys are as a file declares.",
  examples: [
    ["plan", "The keys of openrouter-keys.yaml"],
    [
      "plan keys.yaml --out plan.json",
      "The plan into a file, for a review; `apply plan.json` makes exactly these changes"
    ],
    ["plan --detailed-exitcode", "In CI: exit code 3 where there is something to do"]
  ],
  args: { file },
  options: {
    out: value("out", "PLAN", "Write the plan into a file. It holds no secret.", nonEmpty),
    detailedExitcode: flag("detailed-exitcode", "Exit with 3 where there are changes."),
    prune,
    ...formatOfPlans,
    ...globals
  },
  load: () => import("../commands/plan.js")
})

const apply = command(["apply"], {
  summary: "Makes keys as a file declares: creates, updates, replaces, disables.",
  examples: [
    ["apply", "Shows the changes of openrouter-keys.yaml, asks, and makes them"],
    ["apply plan.json --yes", "The changes of a plan that was reviewed"],
    ["apply --refuse-more --yes", "In CI: nothing is changed where a change gives more"]
  ],
  args: {
    file: optionalArgument("FILE", "A declaration, or a plan that `plan --out` wrote. Default: openrouter-keys.yaml.")
  },
  options: {
    prune,
    refuseMore: flag("refuse-more", "Change nothing where a change gives more: a higher limit, a key enabled again."),
    state,
    ...changing,
    ...formatOfPlans,
    ...globals
  },
  load: async () => (await import("../commands/plan.js")).apply
})

const exportKeys = command(["export"], {
  summary: "Writes a declaration of the keys that there are.",
  examples: [
    ["export > openrouter-keys.yaml", "All keys"],
    ["export --prefix prod/", "Those whose names begin so, as the scope of the file"]
  ],
  args: {},
  options: {
    prefix: value("prefix", "PREFIX", "Only keys whose names begin so.", nonEmpty),
    workspace,
    json: flag("json", "Write JSON."),
    ...globals
  },
  load: () => import("../commands/export.js")
})

const spend = command(["spend"], {
  summary: "Shows what was spent: by key, user, creator, workspace or prefix.",
  examples: [
    ["spend", "By key"],
    ["spend --by user --period month --from 2026-01-01", "By end user and month"],
    ["spend --by prefix --csv > spend.csv", "For a spreadsheet"]
  ],
  notes: [
    "The API keeps no history, so this reads what was stored by `spend`, `watch` and `serve`, and stores what was spent since. The first time it knows of this week and this month."
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
      "A row for each day, week or month. Default: one row for all of the time.",
      Values.oneOf("day", "week", "month")
    ),
    from: value("from", "DAY", "First day, as in 2026-11-01.", Values.day),
    to: value("to", "DAY", "Last day, included.", Values.day),
    state,
    ...format(spendFields),
    ...globals
  },
  load: () => import("../commands/spend.js")
})

const watching = {
  every: value("every", "TIME", "Time between looks. Default: 5m.", Values.interval),
  webhook: value(
    "webhook",
    "URL",
    "Send each event there, signed by OPENROUTER_KEYS_WEBHOOK_SECRET.",
    (text) =>
      /^https?:\/\//.test(text) && URL.canParse(text)
        ? right(text)
        : wrong(`must be an http or https URL, not "${text}"`)
  )
}

const watch = command(["watch"], {
  summary: "Tells when budgets run out, and when keys expire, change, appear or go.",
  examples: [
    ["watch", "Keys alone"],
    ["watch budgets.yaml --every 1m", "The budgets of a file, too"],
    ["watch budgets.yaml --once", "One look, as from cron"]
  ],
  notes: [
    "budgets.yaml: {version: 1, budgets: [{name: team, keys: {prefix: team/}, limit: 100, period: month, warnAt: [0.5, 0.8, 1], then: notify}]}. `keys` selects by prefix, name, hash, externalUser, creatorUserId or workspaceId; `then: disable` disables the keys at the limit.",
    "Each event is told once in its period, also across restarts."
  ],
  args: { file: optionalArgument("FILE", "Budgets, YAML or JSON.") },
  options: {
    ...watching,
    once: flag("once", "Look once, and end."),
    state,
    json: flag("json", "Write each event as a line of JSON."),
    ...globals
  },
  load: () => import("../commands/watch.js")
})

const serve = command(["serve"], {
  summary: "Runs rotations, a watch and the history in one process.",
  examples: [
    ["serve", "Rotations go on when they are due; usage is stored every five minutes"],
    ["serve --budgets budgets.yaml --webhook https://example.com/hook", "With budgets, told to a webhook"],
    ["serve --cluster postgres://fleet@db.example/fleet", "As one of many runners over PostgreSQL"]
  ],
  notes: [
    "With --cluster, rotations are spread over all runners with the same database, and the watch runs on one of them. Set OPENROUTER_KEYS_HOST to the address under which the other runners reach this one, and PGPASSWORD."
  ],
  args: {},
  options: {
    budgets: value("budgets", "FILE", "Budgets, YAML or JSON; see `watch`.", nonEmpty),
    cluster: value("cluster", "URL", "Database of a cluster, `postgres://USER@HOST:PORT/NAME`.", nonEmpty),
    ...watching,
    state,
    json: flag("json", "Write each event as a line of JSON."),
    ...globals
  },
  load: async () => (await import("../commands/watch.js")).serve
})

const bulkCreate = command(["bulk", "create"], {
  summary: "Creates a key for each line of a CSV file. Started again, it makes what is missing.",
  examples: [
    ["bulk create customers.csv --to 'file:keys/{id}.key'", "Each secret into a file of its own"],
    [
      "bulk create customers.csv --to 'command:vault kv put -mount=secret keys/{id} key=-' --dry-run",
      "What would be created"
    ]
  ],
  notes: [
    "The first line names the columns: name, and where wanted id, limit, reset, expires, include-byok, user, to. Without id, the name is it. What was done under an id is not done again.",
    `SINK is ${sinkHelp}; {id} and {name} in it are those of the line, with all but letters, digits, _, - and . as _.`
  ],
  args: { file: argument("FILE", "CSV file. - is standard input.") },
  options: {
    to,
    concurrency: value("concurrency", "N", "Keys at the same time. Default: 4.", Values.positive),
    workspace,
    state,
    ...changing,
    ...format(bulkFields),
    ...globals
  },
  load: () => import("../commands/bulk.js")
})

const completions = command(["completions"], {
  summary: "Writes the completions of a shell.",
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
