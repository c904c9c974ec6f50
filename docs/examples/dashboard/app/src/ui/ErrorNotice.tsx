import { useQueryClient } from "@tanstack/react-query"
import TriangleAlert from "lucide-react/icons/triangle-alert"
import X from "lucide-react/icons/x"
import { type ReactNode, useState } from "react"
import { refreshKeys } from "../data/allKeys.js"
import { explain, type Failure } from "../model/failure.js"
import { Button } from "./Button.js"
import { RetryButton } from "./RetryButton.js"

/** Has the list read again, and says when that is done. */
const RefreshList = ({ children }: { readonly children: ReactNode }) => {
  const queryClient = useQueryClient()
  const [state, setState] = useState<"idle" | "refreshing" | "refreshed" | "failed">("idle")
  const refresh = async () => {
    setState("refreshing")
    setState(await refreshKeys(queryClient) ? "refreshed" : "failed")
  }
  return (
    <>
      <Button size="small" isDisabled={state === "refreshing"} onClick={() => void refresh()}>
        {state === "refreshing" ? "Refreshing…" : "Refresh list"}
      </Button>
      <p role="status" className="notice-after">
        {state === "refreshed" && children}
        {state === "failed" && "The list could not be refreshed."}
      </p>
    </>
  )
}

interface ErrorNoticeProps {
  readonly error: Failure
  /** What it is about, as a key's name. */
  readonly subject?: string
  /** In place of what the error says happened. */
  readonly title?: string
  readonly isQuiet?: boolean
  readonly isRetrying?: boolean
  readonly onRetry?: () => void
  readonly onDismiss?: () => void
  /** What the list shows once it was refreshed after a change whose outcome is not known. */
  readonly found?: ReactNode
}

/** What went wrong, whether it may have happened anyway, and what can be done. */
export const ErrorNotice = (
  { error, found = "The list is up to date.", isQuiet = false, isRetrying = false, onDismiss, onRetry, subject, title }:
    ErrorNoticeProps
) => {
  const explanation = explain(error)
  return (
    <div role="alert" className={`notice ${isQuiet ? "notice-warning" : "notice-error"}`}>
      <TriangleAlert className="notice-icon" />
      <div className="notice-text">
        <p className="notice-title">{title ?? explanation.title}</p>
        {subject !== undefined && <p className="notice-subject">{subject}</p>}
        <p>{explanation.detail}</p>
        {explanation.consequence !== null && <p className="notice-consequence">{explanation.consequence}</p>}
        {(onRetry !== undefined || explanation.isUncertain) && (
          <div className="notice-actions">
            {explanation.isUncertain && <RefreshList>{found}</RefreshList>}
            {onRetry && <RetryButton size="small" error={error} isPending={isRetrying} onClick={onRetry} />}
          </div>
        )}
      </div>
      {onDismiss && (
        <Button variant="quiet" size="icon" aria-label="Dismiss" onClick={onDismiss}>
          <X />
        </Button>
      )}
    </div>
  )
}
