import TriangleAlert from "lucide-react/icons/triangle-alert"
import { useId, useRef, useState } from "react"
import { Button } from "../ui/Button.js"
import { CopyButton } from "../ui/CopyButton.js"
import { Dialog } from "../ui/Dialog.js"
import { useStayHere } from "../ui/hooks.js"

interface SecretDialogProps {
  readonly name: string
  readonly secret: string
  /** Whether the answer that held it was not as it should be. */
  readonly isOdd: boolean
  readonly onDone: () => void
}

/** Shows the secret of a new key. It is in no other place: who leaves without it has to create another key. */
export const SecretDialog = ({ isOdd, name, onDone, secret }: SecretDialogProps) => {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [isCopied, setCopied] = useState(false)
  const [isLeaving, setLeaving] = useState(false)
  const goBack = () => {
    setLeaving(false)
    field.current?.closest("dialog")?.querySelector<HTMLElement>("[data-autofocus]")?.focus()
  }
  const leave = () => isCopied ? onDone() : setLeaving(true)
  useStayHere(!isCopied)

  return (
    <Dialog title="Save this key" description={`“${name}” was created.`} onClose={leave}>
      <div className="form">
        <div className="form-fields">
          <div className="notice notice-warning">
            <TriangleAlert className="notice-icon" />
            <div className="notice-text">
              <p className="notice-title">This is the only time you see it</p>
              <p>Copy the key now and keep it where secrets are kept. Nobody can show it again.</p>
              {isOdd && <p>The rest of the answer was not as expected; the key itself was issued.</p>}
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
                // Copied by hand, it is saved too.
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
        {isLeaving && !isCopied && (
          <div role="alert" className="notice notice-error">
            <TriangleAlert className="notice-icon" />
            <div className="notice-text">
              <p className="notice-title">You have not copied the key</p>
              <p>Without it the key is of no use, and you would have to create another.</p>
              <div className="notice-actions">
                <Button size="small" onClick={goBack}>Go back</Button>
                <Button size="small" variant="danger" onClick={onDone}>Close anyway</Button>
              </div>
            </div>
          </div>
        )}
        <footer className="dialog-footer">
          <Button variant={isCopied ? "primary" : "secondary"} onClick={leave}>Done</Button>
        </footer>
      </div>
    </Dialog>
  )
}
