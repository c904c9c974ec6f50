import { type ApiKeysCreateMutationData, useApiKeysCreateMutation } from "@openrouter-keys/adapters/react-query"
import { useState } from "react"

interface CreateDialogProps {
  readonly onCreated: (created: ApiKeysCreateMutationData) => void
  readonly onClose: () => void
}

const CreateDialog = ({ onClose, onCreated }: CreateDialogProps) => {
  // An option of the hook: it is called even if the dialog has been closed by then.
  const create = useApiKeysCreateMutation({ onSuccess: onCreated })
  return (
    <dialog open>
      <button disabled={create.isPending} onClick={() => create.mutate({ request: { name: "CI", limit: 5 } })}>
        Create
      </button>
      <button onClick={onClose}>Close</button>
    </dialog>
  )
}

/** Holds the secrets of new keys, above components that unmount. */
export const NewKeys = () => {
  const [isOpen, setIsOpen] = useState(false)
  const [created, setCreated] = useState<ReadonlyArray<ApiKeysCreateMutationData>>([])
  return (
    <>
      <button onClick={() => setIsOpen(true)}>New key</button>
      {isOpen && (
        <CreateDialog
          onClose={() => setIsOpen(false)}
          onCreated={(key) => setCreated((before) => [...before, key])}
        />
      )}
      {created.map(({ data, key }) => <p key={data.hash}>Shown only now: {key}</p>)}
    </>
  )
}
