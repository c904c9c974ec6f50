import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useCallback, useRef } from "react"
import { useUpdateKey } from "../data/mutations.js"
import type { Failure } from "../model/failure.js"
import { titleOf } from "../model/keyView.js"
import { useShowToast } from "../ui/toasts.js"

/** Disables a key, or enables it. */
export type Toggle = (key: ApiKey, disabled: boolean) => void

/** Milliseconds within which two clicks are a double click. */
const doubleClick = 500

/** Disables and enables keys, and shows the result in a toast with "Undo". */
export const useToggle = (): Toggle => {
  const showToast = useShowToast()
  const { mutateAsync } = useUpdateKey()
  const clickedAt = useRef(-Infinity)
  return useCallback((key, disabled) => {
    const { hash } = key
    const name = titleOf(key)
    // A disabled key leaves the table, so the second click of a double click would hit the key below it.
    const now = performance.now()
    if (now - clickedAt.current < doubleClick) return
    clickedAt.current = now
    const set = (disabled: boolean, canUndo: boolean): void => {
      mutateAsync({ request: { hash, requestBody: { disabled } } }).then(
        () =>
          showToast({
            text: `${disabled ? "Key disabled" : "Key enabled"}: ${name}`,
            ...(canUndo && { action: { label: "Undo", run: () => set(!disabled, false) } })
          }),
        (error: Failure) =>
          showToast({ text: name, error, action: { label: "Try again", run: () => set(disabled, canUndo) } })
      )
    }
    set(disabled, true)
  }, [mutateAsync, showToast])
}
