import TriangleAlert from "lucide-react/icons/triangle-alert"
import { Component, type ReactNode } from "react"
import { Button } from "./Button.js"

interface ErrorBoundaryProps {
  /** What could not be shown, as in "The list of keys could not be shown". */
  readonly title: string
  /** Leaves the part that failed, where it can be left. */
  readonly onClose?: () => void
  readonly children: ReactNode
}

interface State {
  readonly error: Error | undefined
}

/** An error's text is written by code that may have had a key at hand. */
const textOf = ({ message, name }: Error): string =>
  `${name}: ${message}`.replace(/sk-or-[\w-]{16,}/g, "<redacted>").slice(0, 300)

const toError = (thrown: unknown): Error => thrown instanceof Error ? thrown : new Error(String(thrown))

/** Keeps the rest of the page when a part of it fails: says what happened, and offers ways to go on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(thrown: unknown): State {
    return { error: toError(thrown) }
  }

  override render(): ReactNode {
    const { error } = this.state
    const { children, onClose, title } = this.props
    if (error === undefined) return children
    return (
      <div role="alert" className="notice notice-error failed-part">
        <TriangleAlert className="notice-icon" />
        <div className="notice-text">
          <p className="notice-title">{title}</p>
          <p>Something in it was not as this page expects. Your keys are not affected.</p>
          <code className="break">{textOf(error)}</code>
          <div className="notice-actions">
            <Button size="small" onClick={() => this.setState({ error: undefined })}>Try again</Button>
            <Button size="small" onClick={() => location.reload()}>Reload the page</Button>
            {onClose && <Button size="small" onClick={onClose}>Close</Button>}
          </div>
        </div>
      </div>
    )
  }
}
