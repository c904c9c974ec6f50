/** Which dialog is the topmost: what lies below it can be neither used nor heard. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react"

const Top = createContext<string | undefined>(undefined)
const Enter = createContext<(id: string) => () => void>(() => () => {})

export const LayersProvider = ({ children }: { readonly children: ReactNode }) => {
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

/** The topmost dialog; `undefined` where none is open. */
export const useTopLayer = (): string | undefined => useContext(Top)

/** Counts a dialog among the open ones, as long as it is there. */
export const useLayer = (id: string): void => {
  const enter = useContext(Enter)
  useEffect(() => enter(id), [enter, id])
}
