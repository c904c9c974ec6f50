import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useCallback, useState } from "react"

/** An open dialog, with the key at the time it was opened. */
export type Open =
  | { readonly kind: "create" }
  | { readonly kind: "details" | "edit" | "delete"; readonly key: ApiKey }

/** The open dialogs, the topmost last. */
export interface Dialogs {
  readonly opened: ReadonlyArray<Open>
  readonly open: (dialog: Open) => void
  /** Closes the topmost. */
  readonly close: () => void
  readonly closeAll: () => void
}

export const useDialogs = (): Dialogs => {
  const [opened, setOpened] = useState<ReadonlyArray<Open>>([])
  return {
    opened,
    open: useCallback((dialog) => setOpened((opened) => [...opened, dialog]), []),
    close: useCallback(() => setOpened((opened) => opened.slice(0, -1)), []),
    closeAll: useCallback(() => setOpened([]), [])
  }
}
