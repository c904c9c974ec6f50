/** Tracks the topmost dialog. Everything below it is inert. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react"

const Top = createContext<string | undefined>(undefined)
const Enter = createContext<(id: string) => () => void>(() => () => {})

export const DialogStackProvider = ({ children }: { readonly children: ReactNode }) => {
  const [ids, setIds] = useState<ReadonlyArray<string>>([])
  const enter = useCallback((id: string) => {
    setIds((ids) => [...ids, id])
    return () => setIds((ids) => ids.filter((other) => other !== id))
  }, [])
  return (
    <Enter value={enter}>
      <Top value={ids.at(-1)}>{children}</Top>
    </Enter>
  )
}

/** The id of the topmost dialog; `undefined` if none is open. */
export const useTopDialog = (): string | undefined => useContext(Top)

/** Adds a dialog to the stack while it is mounted. */
export const useDialogStack = (id: string): void => {
  const enter = useContext(Enter)
  useEffect(() => enter(id), [enter, id])
}
