import CircleCheck from "lucide-react/icons/circle-check"
import X from "lucide-react/icons/x"
import { useEffect, useRef, useState } from "react"
import { shorten } from "../model/format.js"
import { Button } from "./Button.js"
import { useTopDialog } from "./dialogStack.js"
import { ErrorNotice } from "./ErrorNotice.js"
import { type ShownToast, useDismissToast, useToasts } from "./toasts.js"
import { useToastPosition } from "./useToastPosition.js"

const none: ReadonlyArray<ShownToast> = []

const toastDuration = 8_000

/** Three lines on a phone. */
const maxTextLength = 90

const Toast = ({ action, id, text }: ShownToast) => {
  const dismiss = useDismissToast()
  const [isPaused, setPaused] = useState(false)
  useEffect(() => {
    if (isPaused) return
    const timer = setTimeout(() => dismiss(id), toastDuration)
    return () => clearTimeout(timer)
  }, [dismiss, id, isPaused])
  const run = () => {
    dismiss(id)
    action?.run()
  }
  return (
    <li
      className="toast"
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      <CircleCheck className="toast-icon" />
      <span className="toast-text" title={text}>{shorten(text, maxTextLength)}</span>
      {action && <Button variant="quiet" size="small" onClick={run}>{action.label}</Button>}
      <Button variant="quiet" size="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <X />
      </Button>
    </li>
  )
}

const FailedToast = ({ action, error, id, text }: ShownToast) => {
  const dismiss = useDismissToast()
  if (error === undefined) return null
  const retry = action && {
    onRetry: () => {
      dismiss(id)
      action.run()
    }
  }
  return (
    <li className="toast-failed">
      <ErrorNotice error={error} subject={text} onDismiss={() => dismiss(id)} {...retry} />
    </li>
  )
}

/** The toasts of the topmost dialog or the page. It is always rendered, so that screen readers announce changes. */
export const ToastRegion = ({ layer }: { readonly layer?: string }) => {
  const shown = useToasts()
  const ref = useRef<HTMLDivElement>(null)
  const here = useTopDialog() === layer ? shown : none
  const failed = here.filter(({ error }) => error !== undefined)
  const done = here.filter(({ error }) => error === undefined)
  useToastPosition(ref, here)
  return (
    <div ref={ref} className="toasts" data-shown={here.length > 0 || undefined}>
      {failed.length > 0 && <ul>{failed.map((toast) => <FailedToast key={toast.id} {...toast} />)}</ul>}
      <div role="status">
        {done.length > 0 && <ul>{done.map((toast) => <Toast key={toast.id} {...toast} />)}</ul>}
      </div>
    </div>
  )
}
