/** Short results of what was done: "Key disabled", with a way back; or why it was not done. */
import { createContext, type ReactNode, useCallback, useContext, useState } from "react"
import type { Failure } from "../model/failure.js"

/** What is to be told. */
export interface Notice {
  readonly text: string
  /** One thing that can be done about it, such as "Undo". */
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Why it was not done; `action` then does it again. */
  readonly error?: Failure
}

/** A notice that stands on the page. */
export interface Shown extends Notice {
  readonly id: number
}

const Shown = createContext<ReadonlyArray<Shown>>([])
const Notify = createContext<(notice: Notice) => void>(() => {})
const Dismiss = createContext<(id: number) => void>(() => {})

const most = 3
let lastId = 0

export const NoticesProvider = ({ children }: { readonly children: ReactNode }) => {
  const [shown, setShown] = useState<ReadonlyArray<Shown>>([])
  const notify = useCallback((notice: Notice) => {
    lastId += 1
    const id = lastId
    setShown((shown) => [...shown, { ...notice, id }].slice(-most))
  }, [])
  const dismiss = useCallback((id: number) => setShown((shown) => shown.filter((notice) => notice.id !== id)), [])
  return (
    <Notify value={notify}>
      <Dismiss value={dismiss}>
        <Shown value={shown}>{children}</Shown>
      </Dismiss>
    </Notify>
  )
}

/** Tells something. It is the same function each time. */
export const useNotify = (): (notice: Notice) => void => useContext(Notify)

/** Takes a notice away. It is the same function each time. */
export const useDismiss = (): (id: number) => void => useContext(Dismiss)

/** What stands on the page. */
export const useShown = (): ReadonlyArray<Shown> => useContext(Shown)
