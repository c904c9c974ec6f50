/** Toasts with the results of actions: "Key disabled" with "Undo", or an error with "Try again". */
import { createContext, type ReactNode, useCallback, useContext, useState } from "react"
import type { Failure } from "../model/failure.js"

/** The content of a toast. */
export interface ToastContent {
  readonly text: string
  /** An action, such as "Undo". */
  readonly action?: { readonly label: string; readonly run: () => void }
  /** The error of a failed action; `action` then retries it. */
  readonly error?: Failure
}

/** A toast on the page. */
export interface ShownToast extends ToastContent {
  readonly id: number
}

const ShownToast = createContext<ReadonlyArray<ShownToast>>([])
const ShowToast = createContext<(toast: ToastContent) => void>(() => {})
const DismissToast = createContext<(id: number) => void>(() => {})

const maxToasts = 3
let lastId = 0

export const ToastsProvider = ({ children }: { readonly children: ReactNode }) => {
  const [shown, setShown] = useState<ReadonlyArray<ShownToast>>([])
  const showToast = useCallback((toast: ToastContent) => {
    lastId += 1
    const id = lastId
    setShown((shown) => [...shown, { ...toast, id }].slice(-maxToasts))
  }, [])
  const dismiss = useCallback((id: number) => setShown((shown) => shown.filter((toast) => toast.id !== id)), [])
  return (
    <ShowToast value={showToast}>
      <DismissToast value={dismiss}>
        <ShownToast value={shown}>{children}</ShownToast>
      </DismissToast>
    </ShowToast>
  )
}

/** A stable function that shows a toast. */
export const useShowToast = (): (toast: ToastContent) => void => useContext(ShowToast)

/** A stable function that removes a toast. */
export const useDismissToast = (): (id: number) => void => useContext(DismissToast)

/** The toasts on the page. */
export const useToasts = (): ReadonlyArray<ShownToast> => useContext(ShownToast)
