import Plus from "lucide-react/icons/plus"
import RefreshCw from "lucide-react/icons/refresh-cw"
import type { AllKeysResult } from "../data/allKeys.js"
import { count, relativeTime } from "../model/format.js"
import { Button } from "../ui/Button.js"
import { useDelayedFlag } from "../ui/hooks.js"

interface TitleProps {
  readonly all: AllKeysResult
  readonly now: number
  readonly isOnline: boolean
  readonly onCreate: () => void
}

const summary = ({ data, dataUpdatedAt, isError }: AllKeysResult, isRefreshing: boolean, now: number): string => {
  if (data === undefined) return isError ? "Not loaded" : "Loading keys…"
  if (!data.isComplete) return `${count(data.keys.length, "key")} so far`
  const age = isRefreshing ? "refreshing…" : `updated ${relativeTime(dataUpdatedAt, Math.max(now, dataUpdatedAt))}`
  return `${count(data.keys.length, "key")}, ${age}`
}

export const Title = ({ all, isOnline, now, onCreate }: TitleProps) => {
  // A fast refresh should not flicker.
  const isRefreshing = useDelayedFlag(all.isFetching, 400)
  return (
    <div className="title">
      <div>
        <h1>API keys</h1>
        <p className="muted tabular">{summary(all, isRefreshing, now)}</p>
      </div>
      <div className="title-actions">
        <Button
          className={isRefreshing ? "is-turning" : ""}
          isDisabled={isRefreshing || !isOnline}
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
}
