import { useQueryClient } from "@tanstack/react-query"
import TriangleAlert from "lucide-react/icons/triangle-alert"
import X from "lucide-react/icons/x"
import { type ReactNode, useState } from "react"
import { refreshKeys } from "../data/allKeys.js"
import { explain, type Failure } from "../model/failure.js"
import { Button } from "./Button.js"
import { RetryButton } from "./RetryButton.js"

/** A button that refreshes the list and shows the result. */
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
  /** The name of the key concerned. */
  readonly subject?: string
  /** Replaces the title of the explanation. */
  readonly title?: string
  readonly isQuiet?: boolean
  readonly isRetrying?: boolean
  readonly onRetry?: () => void
  readonly onDismiss?: () => void
  /** Shown after the list was refreshed, if the outcome of a change is unknown. */
  readonly found?: ReactNode
}

/** An error with its explanation, its outcome and buttons to recover. */
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
