import KeyRound from "lucide-react/icons/key-round"
import SearchX from "lucide-react/icons/search-x"
import { count } from "../model/format.js"
import { Button } from "../ui/Button.js"

interface NoKeysProps {
  readonly isOnline: boolean
  readonly onCreate: () => void
}

export const NoKeys = ({ isOnline, onCreate }: NoKeysProps) => (
  <div className="empty">
    <span className="empty-icon">
      <KeyRound />
    </span>
    <p className="empty-title">No keys yet</p>
    <p className="muted">Create one for each app, customer or machine, each with a limit of its own.</p>
    <Button variant="primary" isDisabled={!isOnline} onClick={onCreate}>Create your first key</Button>
  </div>
)

interface NoMatchProps {
  /** How many would match if disabled keys were shown. */
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
    {hiddenCount > 0 && <p className="muted">{count(hiddenCount, "disabled key")} would, but they are not shown.</p>}
    <div className="empty-actions">
      {hiddenCount > 0 && <Button onClick={onShowDisabled}>Show disabled keys</Button>}
      <Button onClick={onClear}>Clear filter</Button>
    </div>
  </div>
)
