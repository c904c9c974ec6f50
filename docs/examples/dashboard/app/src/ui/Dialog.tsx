import X from "lucide-react/icons/x"
import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  type SyntheticEvent,
  useId,
  useLayoutEffect,
  useRef
} from "react"
import { Button } from "./Button.js"
import { useDialogStack } from "./dialogStack.js"
import { ErrorBoundary } from "./ErrorBoundary.js"
import { ToastRegion } from "./ToastRegion.js"

/** Opens the dialog when it is mounted. Closes it before it is unmounted, so that the browser restores the focus. */
const useModal = (ref: RefObject<HTMLDialogElement | null>): void => {
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    dialog.showModal()
    dialog.querySelector<HTMLElement>("[data-autofocus]")?.focus()
    return () => dialog.close()
  }, [ref])
}

interface DialogProps {
  readonly title: string
  readonly description?: string | undefined
  readonly variant?: "dialog" | "sheet"
  /** Disables Escape and the close button. */
  readonly isBusy?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

export const Dialog = ({ children, description, isBusy = false, onClose, title, variant = "dialog" }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useDialogStack(id)
  useModal(ref)

  const close = () => {
    if (!isBusy) onClose()
  }
  const onCancel = (event: SyntheticEvent) => {
    event.preventDefault()
    close()
  }
  // Browsers close the dialog on a second Escape even if `cancel` is prevented, which would lose its content.
  const onNativeClose = () => {
    if (ref.current?.isConnected === true && !ref.current.open) ref.current.showModal()
  }
  const onBackdrop = (event: MouseEvent) => {
    if (variant === "sheet" && event.target === ref.current) close()
  }

  return (
    <dialog
      ref={ref}
      className={variant}
      aria-labelledby={`${id}-title`}
      aria-describedby={description === undefined ? undefined : `${id}-description`}
      onCancel={onCancel}
      onClose={onNativeClose}
      onClick={onBackdrop}
    >
      <div className="dialog-body">
        <header className="dialog-header">
          <div>
            <h2 id={`${id}-title`} tabIndex={-1} data-autofocus={variant === "sheet" || undefined}>{title}</h2>
            {description !== undefined && <p id={`${id}-description`} className="muted">{description}</p>}
          </div>
          <Button variant="quiet" size="icon" aria-label="Close" isDisabled={isBusy} onClick={close}>
            <X />
          </Button>
        </header>
        <ErrorBoundary title="This could not be shown" onClose={close}>{children}</ErrorBoundary>
      </div>
      <ToastRegion layer={id} />
    </dialog>
  )
}
