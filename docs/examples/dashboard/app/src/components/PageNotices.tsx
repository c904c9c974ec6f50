import WifiOff from "lucide-react/icons/wifi-off"
import type { AllKeysResult } from "../data/allKeys.js"
import { count, relativeTime } from "../model/format.js"
import { ErrorNotice } from "../ui/ErrorNotice.js"

interface PageNoticesProps {
  readonly all: AllKeysResult
  readonly isOnline: boolean
  readonly now: number
}

/** Notices about the page as a whole, above the keys. */
export const PageNotices = (
  { all: { data, dataUpdatedAt, error, isFetching, refetch }, isOnline, now }: PageNoticesProps
) => (
  <div className="page-notices">
    <div role="status">
      {!isOnline && (
        <div className="notice notice-warning">
          <WifiOff className="notice-icon" />
          <div className="notice-text">
            <p className="notice-title">You are offline</p>
            <p>You can view keys, but not change them. The list is refreshed when you are online again.</p>
          </div>
        </div>
      )}
    </div>
    {isOnline && error !== null && data !== undefined && (
      <ErrorNotice
        isQuiet
        error={error}
        title={data.isComplete
          ? `The list could not be refreshed; it is from ${relativeTime(dataUpdatedAt, Math.max(now, dataUpdatedAt))}`
          : `Only the first ${count(data.keys.length, "key")} could be loaded`}
        isRetrying={isFetching}
        onRetry={() => void refetch()}
      />
    )}
  </div>
)
