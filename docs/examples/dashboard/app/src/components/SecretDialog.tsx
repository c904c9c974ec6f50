import TriangleAlert from "lucide-react/icons/triangle-alert"
import { useId, useRef, useState } from "react"
import { Button } from "../ui/Button.js"
import { CopyButton } from "../ui/CopyButton.js"
import { Dialog } from "../ui/Dialog.js"
import { useBeforeUnload } from "../ui/hooks.js"

interface SecretDialogProps {
  readonly name: string
  readonly secret: string
  /** Whether the response with the secret could not be decoded. */
  readonly isUndecodable: boolean
  readonly onDone: () => void
}

/** Shows the secret of a new key. It is stored nowhere else, so closing asks for confirmation until it is copied. */
export const SecretDialog = ({ isUndecodable, name, onDone, secret }: SecretDialogProps) => {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [isCopied, setCopied] = useState(false)
  const [isConfirmingClose, setConfirmingClose] = useState(false)
  const goBack = () => {
    setConfirmingClose(false)
    field.current?.closest("dialog")?.querySelector<HTMLElement>("[data-autofocus]")?.focus()
  }
  const close = () => isCopied ? onDone() : setConfirmingClose(true)
  useBeforeUnload(!isCopied)

  return (
    <Dialog title="Save this key" description={`“${name}” was created.`} onClose={close}>
      <div className="form">
        <div className="form-fields">
          <div className="notice notice-warning">
            <TriangleAlert className="notice-icon" />
            <div className="notice-text">
              <p className="notice-title">The key is shown only once</p>
              <p>Copy the key now and store it in a safe place. It cannot be shown again.</p>
              {isUndecodable && <p>The rest of the response was invalid; the key itself was created.</p>}
            </div>
          </div>
          <div className="field">
            <label htmlFor={id}>New key</label>
            <div className="secret">
              <textarea
                id={id}
                ref={field}
                className="input"
                rows={2}
                readOnly
                autoComplete="off"
                spellCheck={false}
                value={secret}
                onFocus={({ currentTarget }) => currentTarget.select()}
                // Copying by hand counts as copied too.
                onCopy={() => setCopied(true)}
              />
              <CopyButton
                data-autofocus
                variant={isCopied ? "secondary" : "primary"}
                text={secret}
                onCopied={() => setCopied(true)}
                onRefused={() => field.current?.focus()}
              />
            </div>
          </div>
        </div>
        {isConfirmingClose && !isCopied && (
          <div role="alert" className="notice notice-error">
            <TriangleAlert className="notice-icon" />
            <div className="notice-text">
              <p className="notice-title">You have not copied the key</p>
              <p>You cannot use the key without it, and would have to create another one.</p>
              <div className="notice-actions">
                <Button size="small" onClick={goBack}>Go back</Button>
                <Button size="small" variant="danger" onClick={onDone}>Close anyway</Button>
              </div>
            </div>
          </div>
        )}
        <footer className="dialog-footer">
          <Button variant={isCopied ? "primary" : "secondary"} onClick={close}>Done</Button>
        </footer>
      </div>
    </Dialog>
  )
}
