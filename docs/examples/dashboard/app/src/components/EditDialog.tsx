import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useMemo, useState } from "react"
import { useUpdateKey } from "../data/mutations.js"
import {
  type ChangeFields,
  changesOf,
  fieldsOf,
  hasChanges,
  messagesOf,
  unchangedFieldMessages
} from "../model/form.js"
import { usd } from "../model/format.js"
import { spendingOf } from "../model/keyState.js"
import { titleOf } from "../model/keyView.js"
import { Dialog } from "../ui/Dialog.js"
import { ErrorNotice } from "../ui/ErrorNotice.js"
import { IdField } from "../ui/Field.js"
import { Form } from "../ui/Form.js"
import { RetryButton } from "../ui/RetryButton.js"
import { useShowToast } from "../ui/toasts.js"
import { FormFooter } from "./FormFooter.js"
import { LimitFields } from "./LimitFields.js"

interface EditDialogProps {
  readonly apiKey: ApiKey
  readonly isOnline: boolean
  readonly onClose: () => void
}

/** Changes name, limit and workspace. Sends only the fields that were edited. */
export const EditDialog = ({ apiKey, isOnline, onClose }: EditDialogProps) => {
  const showToast = useShowToast()
  const { error, isPending, mutate } = useUpdateKey()
  // The key when the dialog was opened: a background refresh must not count as the user's change.
  const [before] = useState(apiKey)
  const [fields, setFields] = useState<ChangeFields>(() => fieldsOf(before))
  const [sent, setSent] = useState(fields)
  const messages = useMemo(() => messagesOf(error, sent), [error, sent])
  const currentMessages = unchangedFieldMessages(messages, sent, fields)
  const change = (change: Partial<ChangeFields>) => setFields((fields) => ({ ...fields, ...change }))
  const changes = changesOf(before, fields)

  const submit = () => {
    if (isPending || !isOnline || !hasChanges(changes)) return
    setSent(fields)
    mutate({ request: { hash: apiKey.hash, requestBody: changes } }, {
      onSuccess: ({ data }) => {
        onClose()
        const change = changes.workspaceId === undefined ? "updated" : "moved to another workspace"
        showToast({ text: `Key ${change}: ${data.name}` })
      }
    })
  }
  return (
    <Dialog
      title="Edit key"
      description={`${titleOf(apiKey)} · ${usd(spendingOf(apiKey).spent)} used; a new limit does not reset it`}
      isBusy={isPending}
      onClose={onClose}
    >
      <Form messages={messages} onSubmit={submit}>
        <div className="form-fields">
          <LimitFields fields={fields} messages={currentMessages} onChange={change} />
          <details className="more">
            <summary>Move to another workspace</summary>
            <div className="form-fields">
              <IdField
                label="Workspace ID"
                value={fields.workspaceId}
                message={currentMessages.workspaceId}
                hint="A UUID. The key keeps its secret. It leaves this list, which shows the default workspace only."
                onChange={(workspaceId) => change({ workspaceId })}
              />
            </div>
          </details>
        </div>
        {error !== null && Object.keys(messages).length === 0 && <ErrorNotice error={error} />}
        <FormFooter isBusy={isPending} onCancel={onClose}>
          <RetryButton
            type="submit"
            variant="primary"
            error={error}
            isPending={isPending}
            isDisabled={!isOnline || !hasChanges(changes)}
            label="Save changes"
            pendingLabel="Saving…"
          />
        </FormFooter>
      </Form>
    </Dialog>
  )
}
