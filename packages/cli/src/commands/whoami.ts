/** `whoami`: shows the key that authenticates requests. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CurrentKey } from "@openrouter-keys/protocol/ApiKey"
import * as Effect from "effect/Effect"
import { fromApi } from "../internal/failure.js"
import { limitOf, usd } from "../internal/format.js"
import { whoamiFields } from "../internal/keyFields.js"
import { type Facts, writeFacts } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Format, Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"

type Input = Globals & Format

const kindOf = ({ isManagementKey, isProvisioningKey }: CurrentKey): string =>
  isManagementKey ?? isProvisioningKey ?? false
    ? "management key (may manage keys)"
    : "API key (may not manage keys)"

const factsOf = (key: CurrentKey): Facts => ({
  fields: whoamiFields,
  data: { ...key },
  lines: [
    ["Label", { text: key.label, look: "bold" }],
    ["Kind", kindOf(key)],
    ["Limit", limitOf(key.limit, key.limitReset)],
    ["Spent", `${usd(key.usage)} in all, ${usd(key.usageMonthly)} this month`],
    ["Creator", key.creatorUserId ?? ""],
    ["Organization", key.organizationId ?? "none"]
  ]
})

export const run = (input: Input): Program =>
  withApi(
    input,
    ApiKeys.getCurrentKeyMetadata().pipe(
      Effect.mapError(fromApi),
      Effect.flatMap(({ data }) => writeFacts(factsOf(data), input))
    )
  )
