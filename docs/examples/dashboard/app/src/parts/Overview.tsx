import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useMemo } from "react"
import { usd } from "../model/format.js"
import { type Period, totalOf, type Usage } from "../model/usage.js"
import { TopSpenders } from "./TopSpenders.js"
import type { Dialogs } from "./useDialogs.js"

const periods = [["day", "Today"], ["week", "This week"], ["month", "This month"]] as const satisfies ReadonlyArray<
  readonly [Period, string]
>

interface TotalProps {
  readonly name: string
  readonly usage: Usage
  readonly isPending: boolean
}

const Total = ({ isPending, name, usage: { byok, openRouter, total } }: TotalProps) => (
  <section className="card total" aria-label={name}>
    <h2>{name}</h2>
    <p className="total-amount">
      <span className={isPending ? "skeleton" : ""}>{usd(total)}</span>
    </p>
    <dl className="total-parts">
      <div data-part="openrouter">
        <dt>OpenRouter</dt>
        <dd className={isPending ? "skeleton" : ""}>{usd(openRouter)}</dd>
      </div>
      <div data-part="byok">
        <dt>
          <abbr title="Bring your own key: usage of your own provider keys">BYOK</abbr>
        </dt>
        <dd className={isPending ? "skeleton" : ""}>{usd(byok)}</dd>
      </div>
    </dl>
  </section>
)

interface OverviewProps {
  readonly keys: ReadonlyArray<ApiKey>
  /** Whether these are all, or those that have arrived so far. */
  readonly isComplete: boolean
  readonly isPending: boolean
  readonly onOpen: Dialogs["open"]
}

/** What is spent, in all and by whom. */
export const Overview = ({ isComplete, isPending, keys, onOpen }: OverviewProps) => {
  const totals = useMemo(() => periods.map(([period, name]) => ({ name, usage: totalOf(keys, period) })), [keys])
  return (
    <div className="overview" aria-busy={!isComplete}>
      <section className="totals" aria-label="Usage">
        {totals.map(({ name, usage }) => <Total key={name} name={name} usage={usage} isPending={isPending} />)}
      </section>
      <TopSpenders keys={keys} isPending={isPending} onOpen={onOpen} />
    </div>
  )
}
