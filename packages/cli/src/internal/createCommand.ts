/** The command that creates a key, and hands its secret over. */
import { changeFields } from "./keyFields.js"
import { includeByok, limit, reset } from "./keyOptions.js"
import { format, globals, sinkHelp, to, unasked } from "./shared.js"
import { argument, command, flag, nonEmpty, value } from "./spec.js"
import * as Values from "./values.js"

/** The command that creates a key. */
export const createCommand = command(["create"], {
  summary: "Creates a key. Its secret goes to a sink, or is shown once.",
  examples: [
    [
      "create CI --limit 5 --reset monthly --expires 90d --to env-file:.env#OPENROUTER_API_KEY",
      "Five dollars a month, for ninety days; the secret goes into .env"
    ],
    [
      "create CI --limit 5 --to 'command:gh secret set OPENROUTER_API_KEY'",
      "The secret goes to a program, on its standard input"
    ],
    ["create try --limit 1 --show", "The secret, and nothing else, on standard output"]
  ],
  notes: [
    `SINK is ${sinkHelp}. Where the sink fails, the key is deleted again.`,
    "Ctrl-C waits for the response, and deletes the key again. Where it is not known whether a key was created, the exit code is 5: look before you try again."
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
      "When the key expires: 90d, 2027-12-31 (the end of that day, UTC), a time with its zone, or never.",
      // The time is that of the moment at which the command line is read.
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
