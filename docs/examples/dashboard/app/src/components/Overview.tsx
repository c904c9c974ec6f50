import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useMemo } from "react"
import type { AllKeysResult } from "../data/allKeys.js"
import { usd } from "../model/format.js"
import { type Period, totalOf, type Usage } from "../model/usage.js"
import { TopSpenders } from "./TopSpenders.js"
import type { Dialogs } from "./useDialogs.js"

const periods = [["day", "Today"], ["week", "This week"], ["month", "This month"]] as const satisfies ReadonlyArray<
  readonly [Period, string]
>

/** The status of the keys that the totals are computed from. */
type Status = "pending" | "error" | "success"

interface AmountProps {
  readonly usd: number
  readonly status: Status
}

const Amount = ({ status, usd: amount }: AmountProps) => (
  <span className={status === "pending" ? "skeleton" : ""} aria-hidden={status === "pending" || undefined}>
    {status === "error" ? "–" : usd(amount)}
  </span>
)

interface TotalProps {
  readonly name: string
  readonly usage: Usage
  readonly status: Status
}

const Total = ({ name, status, usage: { byok, openRouter, total } }: TotalProps) => (
  <section className="total" aria-label={name}>
    <h2>{name}</h2>
    <p className="total-amount">
      <Amount usd={total} status={status} />
    </p>
    <dl className="total-parts">
      <div data-part="openrouter">
        <dt>OpenRouter</dt>
        <dd>
          <Amount usd={openRouter} status={status} />
        </dd>
      </div>
      <div data-part="byok">
        <dt>
          <abbr title="Bring your own key: usage of your own provider keys">BYOK</abbr>
        </dt>
        <dd>
          <Amount usd={byok} status={status} />
        </dd>
      </div>
    </dl>
  </section>
)

interface OverviewProps {
  readonly all: AllKeysResult
  readonly onOpen: Dialogs["open"]
}

const none: ReadonlyArray<ApiKey> = []

/** Total usage and the top spenders, computed from the keys loaded so far. */
export const Overview = ({ all, onOpen }: OverviewProps) => {
  const keys = all.data?.keys ?? none
  const status = all.data === undefined ? all.status : "success"
  const totals = useMemo(() => periods.map(([period, name]) => ({ name, usage: totalOf(keys, period) })), [keys])
  return (
    <div className="overview" aria-busy={all.data?.isComplete !== true && all.isFetching}>
      <section className="card totals" aria-label="Usage">
        {totals.map(({ name, usage }) => <Total key={name} name={name} usage={usage} status={status} />)}
      </section>
      <TopSpenders keys={keys} status={status} onOpen={onOpen} />
    </div>
  )
}
