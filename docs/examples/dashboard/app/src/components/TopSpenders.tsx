import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useId, useMemo, useState } from "react"
import { shortUsd, usd } from "../model/format.js"
import { titleOf } from "../model/keyView.js"
import { axisEnd, type Period, type Spender, topSpenders } from "../model/usage.js"
import { Segmented } from "../ui/Segmented.js"
import type { Dialogs } from "./useDialogs.js"

const most = 6
const quarters = [0, 0.25, 0.5, 0.75, 1]

const options = [
  { value: "day", label: "Today" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
  { value: "all", label: "All time" }
] as const satisfies ReadonlyArray<{ value: Period; label: string }>

const nothing: Readonly<Record<Period, string>> = {
  day: "No key has spent anything today.",
  week: "No key has spent anything this week.",
  month: "No key has spent anything this month.",
  all: "No key has spent anything yet."
}

// Credits can exceed usage.
const percent = (share: number): string => `${Math.min(1, Math.max(0, share)) * 100}%`

interface BarProps {
  readonly spender: Spender
  /** USD at the end of the axis. */
  readonly end: number
  readonly onOpen: Dialogs["open"]
}

const Bar = ({ end, onOpen, spender: { key, usage } }: BarProps) => (
  <li>
    <button type="button" className="link chart-name" onClick={() => onOpen({ kind: "details", key })}>
      {titleOf(key)}
    </button>
    <svg className="chart-plot" aria-hidden="true" width="100%" height="30">
      {quarters.map((share) => (
        <line key={share} className="chart-grid" x1={percent(share)} x2={percent(share)} y1="0" y2="30" />
      ))}
      <rect className="chart-byok" y="8" height="14" rx="3" width={percent(usage.total / end)} />
      <rect className="chart-openrouter" y="8" height="14" rx="3" width={percent(usage.openRouter / end)} />
    </svg>
    <span className="chart-value tabular">{usd(usage.total)}</span>
  </li>
)

const Axis = ({ end }: { readonly end: number }) => (
  <div className="chart-axis tabular" aria-hidden="true">
    <div className="chart-axis-ticks">{quarters.map((share) => <span key={share}>{shortUsd(share * end)}</span>)}</div>
  </div>
)

interface TopSpendersProps {
  readonly keys: ReadonlyArray<ApiKey>
  /** `error` if no keys could be loaded. */
  readonly status: "pending" | "error" | "success"
  readonly onOpen: Dialogs["open"]
}

/** The keys with the highest usage: a list with amounts, and bars that repeat them. */
export const TopSpenders = ({ keys, onOpen, status }: TopSpendersProps) => {
  const id = useId()
  const [period, setPeriod] = useState<Period>("month")
  const spenders = useMemo(() => topSpenders(keys, period, most), [keys, period])
  const end = axisEnd(spenders[0]?.usage.total ?? 0)
  return (
    <figure className="card chart" aria-labelledby={id}>
      <div className="chart-header">
        <h2 id={id}>Top spenders</h2>
        <figcaption className="legend">
          <span data-part="openrouter">OpenRouter</span>
          <span data-part="byok">BYOK</span>
        </figcaption>
        <Segmented label="Period" value={period} options={options} onChange={setPeriod} />
      </div>
      {status === "pending" && (
        <div className="chart-loading" aria-hidden="true">
          {Array.from({ length: most }, (_, index) => <span key={index} className="skeleton" />)}
        </div>
      )}
      {status !== "pending" && spenders.length === 0 && (
        <p className="chart-empty muted">{status === "error" ? "Not loaded" : nothing[period]}</p>
      )}
      {spenders.length > 0 && (
        <>
          <ol className="chart-bars">
            {spenders.map((spender) => <Bar key={spender.key.hash} spender={spender} end={end} onOpen={onOpen} />)}
          </ol>
          <Axis end={end} />
        </>
      )}
    </figure>
  )
}
