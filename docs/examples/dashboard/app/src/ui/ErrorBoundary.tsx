import TriangleAlert from "lucide-react/icons/triangle-alert"
import { Component, type ReactNode } from "react"
import { Button } from "./Button.js"

interface ErrorBoundaryProps {
  /** The title of the notice, as in "The list of keys could not be shown". */
  readonly title: string
  /** Closes the part that failed, if it can be closed. */
  readonly onClose?: () => void
  readonly children: ReactNode
}

interface State {
  readonly error: Error | undefined
}

/** The text of an error, without API keys. */
const textOf = ({ message, name }: Error): string =>
  `${name}: ${message}`.replace(/sk-or-[\w-]{16,}/g, "<redacted>").slice(0, 300)

const toError = (thrown: unknown): Error => thrown instanceof Error ? thrown : new Error(String(thrown))

/** Shows a notice instead of a part of the page that failed to render, and keeps the rest. */
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
          <p>This part of the page failed to render. Your keys are not affected.</p>
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
