/** The command that creates a key and delivers its secret. */
import { changeFields } from "./keyFields.js"
import { includeByok, limit, reset } from "./keyOptions.js"
import { format, globals, sinkHelp, to, unasked } from "./shared.js"
import { argument, command, flag, nonEmpty, value } from "./spec.js"
import * as Values from "./values.js"

/** The command `create`. */
export const createCommand = command(["create"], {
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
    ...unasked,
    ...format(changeFields),
    ...globals
  },
  load: () => import("../commands/create.js")
})
