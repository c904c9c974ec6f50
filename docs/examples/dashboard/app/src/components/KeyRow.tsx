import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import Pencil from "lucide-react/icons/pencil"
import Power from "lucide-react/icons/power"
import { memo } from "react"
import { resetName } from "../model/format.js"
import { stateOf } from "../model/keyState.js"
import { lastUsedOf, titleOf } from "../model/keyView.js"
import { Button } from "../ui/Button.js"
import { StateBadge } from "../ui/StateBadge.js"
import { Time } from "../ui/Time.js"
import { UsageAgainstLimit } from "./UsageAgainstLimit.js"
import type { Toggle } from "./useToggle.js"

interface KeyRowProps {
  readonly apiKey: ApiKey
  readonly index: number
  readonly start: number
  readonly now: number
  readonly isUpdating: boolean
  readonly isOnline: boolean
  readonly measure: (element: HTMLTableRowElement | null) => void
  readonly onDetails: (key: ApiKey) => void
  readonly onEdit: (key: ApiKey) => void
  readonly onToggle: Toggle
}

export const KeyRow = memo((
  { apiKey, index, isUpdating, isOnline, measure, now, onDetails, onEdit, onToggle, start }: KeyRowProps
) => {
  const { createdAt, disabled, expiresAt, hash, label, limitReset } = apiKey
  const name = titleOf(apiKey)
  const lastUsed = lastUsedOf(apiKey)
  const toggle = disabled ? "Enable" : "Disable"
  return (
    <tr
      role="row"
      ref={measure}
      data-index={index}
      data-hash={hash}
      data-disabled={disabled || undefined}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${start}px)` }}
    >
      <td role="cell" data-column="name">
        <button type="button" className="link name" onClick={() => onDetails(apiKey)}>{name}</button>
        <code className="muted">{label}</code>
      </td>
      <td role="cell" data-column="state">
        <StateBadge state={stateOf(apiKey, now)} />
      </td>
      <td role="cell" data-column="usage">
        <UsageAgainstLimit apiKey={apiKey} />
      </td>
      <td role="cell" data-column="resets" data-label="Resets">
        {limitReset === null ? <span className="muted">Never</span> : resetName(limitReset)}
      </td>
      <td role="cell" data-column="expires" data-label="Expires">
        {expiresAt === null ? <span className="muted">Never</span> : <Time timestamp={expiresAt} now={now} />}
      </td>
      <td role="cell" data-column="used" data-label="Last used">
        {lastUsed === null ? <span className="muted">Never</span> : <Time timestamp={lastUsed} now={now} />}
      </td>
      <td role="cell" data-column="created" data-label="Created">
        <Time timestamp={createdAt} now={now} />
      </td>
      <td role="cell" data-column="actions">
        <Button
          variant="quiet"
          size="icon"
          title="Edit"
          aria-label={`Edit ${name}`}
          isDisabled={!isOnline}
          onClick={() => onEdit(apiKey)}
        >
          <Pencil />
        </Button>
        <Button
          variant="quiet"
          size="icon"
          title={toggle}
          aria-label={`${toggle} ${name}`}
          isDisabled={!isOnline || isUpdating}
          onClick={() => onToggle(apiKey, !disabled)}
        >
          <Power />
        </Button>
      </td>
    </tr>
  )
})
