import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { percent, usd } from "../model/format.js"
import { spendingOf } from "../model/keyState.js"
import { UsageBar } from "../ui/UsageBar.js"

/** The usage of a key relative to its limit, as text and as a bar. */
export const UsageAgainstLimit = ({ apiKey }: { readonly apiKey: ApiKey }) => {
  const { limit, share, spent } = spendingOf(apiKey)
  return (
    <div className="usage">
      <p className="tabular">
        <span className="usage-spent">{usd(spent)}</span>{" "}
        <span className="muted">{limit === null ? "no limit" : `of ${usd(limit)}`}</span>
        {share !== null && <span className="usage-share muted">{percent(share)}</span>}
      </p>
      {share !== null && <UsageBar share={share} />}
    </div>
  )
}
