import { mutationKeyApiKeysDelete } from "@openrouter-keys/adapters/react-query/apiKeysDelete"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Mode } from "../data/config.js"
import { useDeleteKey } from "../data/mutations.js"
import { usd } from "../model/format.js"
import { titleOf } from "../model/keyView.js"
import { usageOf } from "../model/usage.js"
import { Dialog } from "../ui/Dialog.js"
import { ErrorNotice } from "../ui/ErrorNotice.js"
import { TextField } from "../ui/Field.js"
import { Form } from "../ui/Form.js"
import { RetryButton } from "../ui/RetryButton.js"
import { useShowToast } from "../ui/toasts.js"
import { FormFooter } from "./FormFooter.js"

const description: Readonly<Record<Mode, string>> = {
  live: "This is the live service: applications that use the key stop working at once.",
  sandbox: "In the sandbox, no real key is deleted."
}

interface DeleteDialogProps {
  readonly apiKey: ApiKey
  readonly mode: Mode | undefined
  readonly isOnline: boolean
  readonly onClose: () => void
  readonly onDeleted: () => void
}

/** Deletes a key after its name was typed. */
export const DeleteDialog = ({ apiKey, isOnline, mode, onClose, onDeleted }: DeleteDialogProps) => {
  const { hash, label } = apiKey
  const name = titleOf(apiKey)
  const queryClient = useQueryClient()
  const showToast = useShowToast()
  const { error, isPending, mutate } = useDeleteKey()
  const [typed, setTyped] = useState("")
  const isConfirmed = typed.trim() === name.trim()

  const submit = () => {
    // A double click submits twice before the page renders; the second request would get 404.
    const isSent = queryClient.isMutating({ mutationKey: mutationKeyApiKeysDelete() }) > 0
    if (isSent || !isOnline || !isConfirmed) return
    mutate({ request: { hash } }, {
      onSuccess: () => {
        onDeleted()
        showToast({ text: `Key deleted: ${name}` })
      }
    })
  }
  return (
    <Dialog
      title="Delete key"
      description={mode && description[mode]}
      isBusy={isPending}
      onClose={onClose}
    >
      <Form onSubmit={submit}>
        <div className="form-fields">
          <p>
            <strong className="break">{name}</strong> <code className="muted">{label}</code>{" "}
            {`has used ${
              usd(usageOf(apiKey, "month").total)
            } this month. A deleted key cannot be restored; a disabled one can.`}
          </p>
          <TextField
            label="Type the name of the key to confirm"
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            placeholder={name}
            value={typed}
            onChange={setTyped}
          />
        </div>
        {error !== null && <ErrorNotice error={error} />}
        <FormFooter isBusy={isPending} onCancel={onClose}>
          <RetryButton
            type="submit"
            variant="danger"
            error={error}
            isPending={isPending}
            isDisabled={!isOnline || !isConfirmed}
            label="Delete key"
            pendingLabel="Deleting…"
          />
        </FormFooter>
      </Form>
    </Dialog>
  )
}
