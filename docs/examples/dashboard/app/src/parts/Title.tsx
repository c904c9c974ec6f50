import { Plus, RefreshCw } from "lucide-react"
import type { AllKeysResult } from "../data/allKeys.js"
import { count, relativeTime } from "../model/format.js"
import { Button } from "../ui/Button.js"

interface TitleProps {
  readonly all: AllKeysResult
  readonly now: number
  readonly isOnline: boolean
  readonly onCreate: () => void
}

const summary = ({ data, dataUpdatedAt, isError, isFetching }: AllKeysResult, now: number): string => {
  if (data === undefined) return isError ? "Not loaded" : "Loading keys…"
  if (!data.isComplete) return `${count(data.keys.length, "key")} so far${isFetching ? "…" : ""}`
  const age = isFetching ? "refreshing…" : `updated ${relativeTime(dataUpdatedAt, Math.max(now, dataUpdatedAt))}`
  return `${count(data.keys.length, "key")}, ${age}`
}

export const Title = ({ all, isOnline, now, onCreate }: TitleProps) => (
  <div className="title">
    <div>
      <h1>API keys</h1>
      <p className="muted tabular">{summary(all, now)}</p>
    </div>
    <div className="title-actions">
      <Button
        className={all.isFetching ? "is-turning" : ""}
        isDisabled={all.isFetching || !isOnline}
        onClick={() => void all.refetch()}
      >
        <RefreshCw /> Refresh
      </Button>
      <Button variant="primary" isDisabled={!isOnline} onClick={onCreate}>
        <Plus /> Create key
      </Button>
    </div>
  </div>
)
