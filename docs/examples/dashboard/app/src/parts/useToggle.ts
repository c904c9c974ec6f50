import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useCallback, useRef } from "react"
import { useUpdateKey } from "../data/mutations.js"
import type { Failure } from "../model/failure.js"
import { titleOf } from "../model/keyView.js"
import { useNotify } from "../ui/notices.js"

/** Disables a key, or enables it. */
export type Toggle = (key: ApiKey, disabled: boolean) => void

/** Milliseconds within which systems take two clicks for a double click. */
const doubleClick = 500

/** Disables and enables keys, and tells what came of it; the way back is one click. */
export const useToggle = (): Toggle => {
  const notify = useNotify()
  const { mutateAsync } = useUpdateKey()
  const clickedAt = useRef(-Infinity)
  return useCallback((key, disabled) => {
    const { hash } = key
    const name = titleOf(key)
    // A key that is disabled leaves the table: the second click of a double click would meet the one below it.
    const now = performance.now()
    if (now - clickedAt.current < doubleClick) return
    clickedAt.current = now
    const set = (disabled: boolean, canUndo: boolean): void => {
      mutateAsync({ request: { hash, requestBody: { disabled } } }).then(
        () =>
          notify({
            text: `${disabled ? "Key disabled" : "Key enabled"}: ${name}`,
            ...(canUndo && { action: { label: "Undo", run: () => set(!disabled, false) } })
          }),
        (error: Failure) =>
          notify({ text: name, error, action: { label: "Try again", run: () => set(disabled, canUndo) } })
      )
    }
    set(disabled, true)
  }, [mutateAsync, notify])
}
