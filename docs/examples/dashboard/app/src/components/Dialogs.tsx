import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import type { Mode } from "../data/config.js"
import { CreateDialog } from "./CreateDialog.js"
import { DeleteDialog } from "./DeleteDialog.js"
import { EditDialog } from "./EditDialog.js"
import { KeyDetails } from "./KeyDetails.js"
import type { Dialogs as DialogsState, Open } from "./useDialogs.js"
import type { Toggle } from "./useToggle.js"

interface DialogsProps extends DialogsState {
  readonly keys: ReadonlyArray<ApiKey>
  readonly now: number
  readonly mode: Mode | undefined
  readonly isOnline: boolean
  readonly updatingKeys: ReadonlySet<string>
  readonly onToggle: Toggle
}

/** The open dialogs, the topmost last. */
export const Dialogs = (
  { close, closeAll, updatingKeys, isOnline, keys, mode, now, onToggle, open, opened }: DialogsProps
) => {
  const show = (dialog: Open) => {
    if (dialog.kind === "create") {
      return <CreateDialog key="create" keys={keys} mode={mode} now={now} isOnline={isOnline} onClose={close} />
    }
    const key = keys.find(({ hash }) => hash === dialog.key.hash) ?? dialog.key
    const id = `${dialog.kind} ${key.hash}`
    switch (dialog.kind) {
      case "details":
        return (
          <KeyDetails
            key={id}
            apiKey={key}
            now={now}
            isOnline={isOnline}
            isUpdating={updatingKeys.has(key.hash)}
            onOpen={open}
            onToggle={onToggle}
            onClose={close}
          />
        )
      case "edit":
        return <EditDialog key={id} apiKey={key} isOnline={isOnline} onClose={close} />
      case "delete":
        return (
          <DeleteDialog
            key={id}
            apiKey={key}
            mode={mode}
            isOnline={isOnline}
            onClose={close}
            onDeleted={closeAll}
          />
        )
    }
  }
  return opened.map(show)
}
