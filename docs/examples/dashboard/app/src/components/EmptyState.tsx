import KeyRound from "lucide-react/icons/key-round"
import SearchX from "lucide-react/icons/search-x"
import { count } from "../model/format.js"
import { Button } from "../ui/Button.js"

interface EmptyStateProps {
  readonly isOnline: boolean
  readonly onCreate: () => void
}

export const EmptyState = ({ isOnline, onCreate }: EmptyStateProps) => (
  <div className="empty">
    <span className="empty-icon">
      <KeyRound />
    </span>
    <p className="empty-title">No keys yet</p>
    <p className="muted">Create one for each app, customer or machine, each with its own limit.</p>
    <Button variant="primary" isDisabled={!isOnline} onClick={onCreate}>Create your first key</Button>
  </div>
)

interface NoMatchProps {
  /** The number of disabled keys that match. */
  readonly hiddenCount: number
  readonly onShowDisabled: () => void
  readonly onClear: () => void
}

export const NoMatch = ({ hiddenCount, onClear, onShowDisabled }: NoMatchProps) => (
  <div className="empty">
    <span className="empty-icon">
      <SearchX />
    </span>
    <p className="empty-title">No key matches</p>
    {hiddenCount > 0 && <p className="muted">{count(hiddenCount, "hidden disabled key")} would match.</p>}
    <div className="empty-actions">
      {hiddenCount > 0 && <Button onClick={onShowDisabled}>Show disabled keys</Button>}
      <Button onClick={onClear}>Clear filter</Button>
    </div>
  </div>
)
