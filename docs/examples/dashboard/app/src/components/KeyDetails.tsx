import { useApiKeysGet } from "@openrouter-keys/adapters/react-query/apiKeysGet"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import Pencil from "lucide-react/icons/pencil"
import Power from "lucide-react/icons/power"
import Trash2 from "lucide-react/icons/trash-2"
import type { ReactNode } from "react"
import { exactUsd, resetName, usd } from "../model/format.js"
import { stateOf } from "../model/keyState.js"
import { lastUsedOf, titleOf } from "../model/keyView.js"
import { type Period, usageOf } from "../model/usage.js"
import { Button } from "../ui/Button.js"
import { CopyButton } from "../ui/CopyButton.js"
import { Dialog } from "../ui/Dialog.js"
import { ErrorNotice } from "../ui/ErrorNotice.js"
import { StateBadge } from "../ui/StateBadge.js"
import { Time } from "../ui/Time.js"
import { UsageAgainstLimit } from "./UsageAgainstLimit.js"
import type { Dialogs } from "./useDialogs.js"
import type { Toggle } from "./useToggle.js"

const periods = [
  ["day", "Today"],
  ["week", "This week"],
  ["month", "This month"],
  ["all", "All time"]
] as const satisfies ReadonlyArray<readonly [Period, string]>

const UsageTable = ({ apiKey }: { readonly apiKey: ApiKey }) => (
  <table className="usage-table tabular">
    <caption>Usage</caption>
    <thead>
      <tr>
        <th scope="col">
          <span className="hidden">Period</span>
        </th>
        <th scope="col">OpenRouter</th>
        <th scope="col">BYOK</th>
        <th scope="col">Total</th>
      </tr>
    </thead>
    <tbody>
      {periods.map(([period, name]) => {
        const { byok, openRouter, total } = usageOf(apiKey, period)
        return (
          <tr key={period}>
            <th scope="row">{name}</th>
            <td title={exactUsd(openRouter)}>{usd(openRouter)}</td>
            <td title={exactUsd(byok)}>{usd(byok)}</td>
            <td title={exactUsd(total)}>{usd(total)}</td>
          </tr>
        )
      })}
    </tbody>
  </table>
)

const Fact = ({ children, name }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const When = ({ now, timestamp }: { readonly timestamp: string | null; readonly now: number }) =>
  timestamp === null ? "Never" : <Time isExact timestamp={timestamp} now={now} />

const Facts = ({ apiKey, now }: { readonly apiKey: ApiKey; readonly now: number }) => (
  <dl className="facts">
    <Fact name="Limit">{apiKey.limit === null ? "No limit" : exactUsd(apiKey.limit)}</Fact>
    {apiKey.limitRemaining !== null && <Fact name="Remaining">{exactUsd(apiKey.limitRemaining)}</Fact>}
    <Fact name="Resets">{resetName(apiKey.limitReset)}</Fact>
    <Fact name="BYOK usage">{apiKey.includeByokInLimit ? "Counts against the limit" : "Does not count"}</Fact>
    <Fact name="Expires">
      <When timestamp={apiKey.expiresAt} now={now} />
    </Fact>
    <Fact name="Last used">
      <When timestamp={lastUsedOf(apiKey)} now={now} />
    </Fact>
    <Fact name="Created">
      <When timestamp={apiKey.createdAt} now={now} />
    </Fact>
    <Fact name="Changed">
      <When timestamp={apiKey.updatedAt} now={now} />
    </Fact>
    {apiKey.externalUser !== null && <Fact name="External user">{apiKey.externalUser}</Fact>}
    {apiKey.creatorUserId !== null && (
      <Fact name="Creator">
        <code>{apiKey.creatorUserId}</code>
      </Fact>
    )}
    {apiKey.workspaceId !== null && (
      <Fact name="Workspace">
        <code>{apiKey.workspaceId}</code>
      </Fact>
    )}
    <Fact name="Hash">
      <code>{apiKey.hash}</code>
      <CopyButton variant="quiet" size="small" label="Copy hash" text={apiKey.hash} />
    </Fact>
  </dl>
)

interface KeyDetailsProps {
  /** The key in the list. The component fetches it again by its hash. */
  readonly apiKey: ApiKey
  readonly now: number
  readonly isOnline: boolean
  readonly isUpdating: boolean
  readonly onOpen: Dialogs["open"]
  readonly onToggle: Toggle
  readonly onClose: () => void
}

/** The details of a key, with buttons to change and delete it. */
export const KeyDetails = ({ apiKey, isUpdating, isOnline, now, onClose, onOpen, onToggle }: KeyDetailsProps) => {
  const { data, error, isFetching, refetch } = useApiKeysGet({ hash: apiKey.hash }, {
    placeholderData: { data: apiKey }
  })
  const key = data?.data ?? apiKey
  return (
    <Dialog variant="sheet" title={titleOf(key)} onClose={onClose}>
      <div className="sheet-head">
        <StateBadge state={stateOf(key, now)} />
        <code className="muted">{key.label}</code>
      </div>
      <div className="sheet-actions">
        <Button isDisabled={!isOnline} onClick={() => onOpen({ kind: "edit", key })}>
          <Pencil /> Edit
        </Button>
        <Button isDisabled={!isOnline || isUpdating} onClick={() => onToggle(key, !key.disabled)}>
          <Power /> {key.disabled ? "Enable" : "Disable"}
        </Button>
        <Button
          variant="danger"
          className="sheet-delete"
          isDisabled={!isOnline}
          onClick={() => onOpen({ kind: "delete", key })}
        >
          <Trash2 /> Delete
        </Button>
      </div>
      {error !== null && <ErrorNotice isQuiet error={error} isRetrying={isFetching} onRetry={() => void refetch()} />}
      <div className="sheet-body">
        <UsageAgainstLimit apiKey={key} />
        <UsageTable apiKey={key} />
        <Facts apiKey={key} now={now} />
      </div>
    </Dialog>
  )
}
