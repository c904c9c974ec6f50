/** `list`: the keys of a workspace. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { counted, usd } from "../internal/format.js"
import { Host } from "../internal/host.js"
import { listed, type State, stateOf } from "../internal/keys.js"
import { keyShape } from "../internal/keyShape.js"
import { writeRows } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Format, Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"

interface Input extends Globals, Format {
  readonly all: boolean
  readonly disabled: boolean
  readonly state: State | undefined
  readonly sort: "spend" | "created" | "name" | undefined
  readonly workspace: string | undefined
}

const orders: Readonly<Record<"spend" | "created" | "name", (a: ApiKey, b: ApiKey) => number>> = {
  spend: (a, b) => b.usage - a.usage,
  created: (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
  name: (a, b) => a.name.localeCompare(b.name, "en", { numeric: true })
}

const summary = (keys: ReadonlyArray<ApiKey>): string => {
  const month = keys.reduce((sum, { usageMonthly }) => sum + usageMonthly, 0)
  return `${counted(keys.length, "key")}, ${usd(month)} this month`
}

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const { all, disabled, sort, state, workspace } = input
      const { say, stdout } = yield* Host
      const keys = yield* listed({
        includeDisabled: all || disabled || state === "disabled",
        ...(all || state === "expired" ? { includeExpired: true } : {}),
        ...(workspace === undefined ? {} : { workspaceId: workspace })
      })
      const now = yield* Clock.currentTimeMillis
      const wanted = state === undefined ? [...keys] : keys.filter((key) => stateOf(key, now) === state)
      const rows = sort === undefined ? wanted : wanted.sort(orders[sort])
      yield* writeRows(rows, keyShape(now), input)
      if (stdout.isTerminal && input.json === undefined && !input.csv) yield* say(summary(rows))
    })
  )
