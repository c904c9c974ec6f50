import CircleCheck from "lucide-react/icons/circle-check"
import X from "lucide-react/icons/x"
import { useEffect, useRef, useState } from "react"
import { shorten } from "../model/format.js"
import { Button } from "./Button.js"
import { ErrorNotice } from "./ErrorNotice.js"
import { useTopLayer } from "./layers.js"
import { type Shown, useDismiss, useShown } from "./notices.js"
import { useFreePlace } from "./useFreePlace.js"

const none: ReadonlyArray<Shown> = []

const readingTime = 8_000

/** Three lines on a phone. */
const longestText = 90

const Toast = ({ action, id, text }: Shown) => {
  const dismiss = useDismiss()
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismiss(id), readingTime)
    return () => clearTimeout(timer)
  }, [dismiss, id, isHeld])
  const run = () => {
    dismiss(id)
    action?.run()
  }
  return (
    <li
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <CircleCheck className="toast-icon" />
      <span className="toast-text" title={text}>{shorten(text, longestText)}</span>
      {action && <Button variant="quiet" size="small" onClick={run}>{action.label}</Button>}
      <Button variant="quiet" size="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <X />
      </Button>
    </li>
  )
}

const FailedToast = ({ action, error, id, text }: Shown) => {
  const dismiss = useDismiss()
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

/** Where notices appear: in the topmost dialog, or else in the page. It is always there, so that it is listened to. */
export const NoticeRegion = ({ layer }: { readonly layer?: string }) => {
  const shown = useShown()
  const ref = useRef<HTMLDivElement>(null)
  const here = useTopLayer() === layer ? shown : none
  const failed = here.filter(({ error }) => error !== undefined)
  const done = here.filter(({ error }) => error === undefined)
  useFreePlace(ref, here)
  return (
    <div ref={ref} className="notices" data-shown={here.length > 0 || undefined}>
      {failed.length > 0 && <ul>{failed.map((notice) => <FailedToast key={notice.id} {...notice} />)}</ul>}
      <div role="status">
        {done.length > 0 && <ul>{done.map((notice) => <Toast key={notice.id} {...notice} />)}</ul>}
      </div>
    </div>
  )
}
