import { mutationKeyApiKeysCreate } from "@openrouter-keys/adapters/react-query/apiKeysCreate"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useQueryClient } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import type { Mode } from "../data/config.js"
import { useCreateKey } from "../data/mutations.js"
import { createdKeyIn } from "../model/failure.js"
import { blankFields, type CreateFields, createRequestOf, messagesOf, unchangedFieldMessages } from "../model/form.js"
import { count } from "../model/format.js"
import { Dialog } from "../ui/Dialog.js"
import { ErrorNotice } from "../ui/ErrorNotice.js"
import { Form } from "../ui/Form.js"
import { useBeforeUnload } from "../ui/hooks.js"
import { RetryButton } from "../ui/RetryButton.js"
import { useShowToast } from "../ui/toasts.js"
import { FormFooter } from "./FormFooter.js"
import { LimitFields } from "./LimitFields.js"
import { MoreFields } from "./MoreFields.js"
import { SecretDialog } from "./SecretDialog.js"

const description: Readonly<Record<Mode, string>> = {
  live: "A live key: it spends real money.",
  sandbox: "In the sandbox, nothing is spent."
}

interface CreateDialogProps {
  readonly keys: ReadonlyArray<ApiKey>
  readonly mode: Mode | undefined
  readonly now: number
  readonly isOnline: boolean
  readonly onClose: () => void
}

/** Creates a key and shows its secret once. */
export const CreateDialog = ({ isOnline, keys, mode, now, onClose }: CreateDialogProps) => {
  const queryClient = useQueryClient()
  const showToast = useShowToast()
  const create = useCreateKey()
  const { data, error, isPending, reset } = create
  const [fields, setFields] = useState<CreateFields>(blankFields)
  const [sent, setSent] = useState(fields)
  const messages = useMemo(() => messagesOf(error, sent), [error, sent])
  const currentMessages = unchangedFieldMessages(messages, sent, fields)
  const secret = data?.key ?? (error === null ? undefined : createdKeyIn(error))
  useBeforeUnload(isPending)

  const change = (change: Partial<CreateFields>) => setFields((fields) => ({ ...fields, ...change }))
  const submit = () => {
    // A double click submits twice before the page renders.
    if (isOnline && queryClient.isMutating({ mutationKey: mutationKeyApiKeysCreate() }) === 0) {
      setSent(fields)
      create.mutate({ request: createRequestOf(fields) })
    }
  }
  const finish = () => {
    reset()
    onClose()
    showToast({ text: `Key created: ${fields.name.trim()}` })
  }

  if (secret !== undefined) {
    return <SecretDialog name={fields.name.trim()} secret={secret} isUndecodable={data === undefined} onDone={finish} />
  }
  const sameNameCount = keys.filter(({ name }) => name === fields.name.trim()).length
  return (
    <Dialog
      title="Create key"
      description={mode && description[mode]}
      isBusy={isPending}
      onClose={onClose}
    >
      <Form messages={messages} onSubmit={submit}>
        <div className="form-fields">
          <LimitFields fields={fields} messages={currentMessages} onChange={change} />
          <MoreFields fields={fields} messages={currentMessages} now={now} onChange={change} />
        </div>
        {error !== null && Object.keys(messages).length === 0 && (
          <ErrorNotice
            error={error}
            found={`The list now has ${count(sameNameCount, "key")} with this name.`}
          />
        )}
        <FormFooter isBusy={isPending} onCancel={onClose}>
          <RetryButton
            type="submit"
            variant="primary"
            error={error}
            isPending={isPending}
            isDisabled={!isOnline}
            label="Create key"
            pendingLabel="Creating…"
          />
        </FormFooter>
      </Form>
    </Dialog>
  )
}
