import type { ReactNode } from "react"
import { Button } from "../ui/Button.js"

interface FormFooterProps {
  readonly isBusy: boolean
  readonly onCancel: () => void
  /** The submit button. */
  readonly children: ReactNode
}

export const FormFooter = ({ children, isBusy, onCancel }: FormFooterProps) => (
  <footer className="dialog-footer">
    <Button isDisabled={isBusy} onClick={onCancel}>Cancel</Button>
    {children}
  </footer>
)
