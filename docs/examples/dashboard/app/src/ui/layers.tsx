/** Which dialog is the topmost: what lies below it can be neither used nor heard. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react"

interface Layers {
  readonly top: string | undefined
  readonly enter: (id: string) => () => void
}

const Context = createContext<Layers>({ top: undefined, enter: () => () => {} })

export const LayersProvider = ({ children }: { readonly children: ReactNode }) => {
  const [ids, setIds] = useState<ReadonlyArray<string>>([])
  const top = ids.at(-1)
  const layers = useMemo((): Layers => ({
    top,
    enter: (id) => {
      setIds((ids) => [...ids, id])
      return () => setIds((ids) => ids.filter((other) => other !== id))
    }
  }), [top])
  return <Context value={layers}>{children}</Context>
}

/** The topmost dialog; `undefined` where none is open. */
export const useTopLayer = (): string | undefined => useContext(Context).top

/** Counts a dialog among the open ones, as long as it is there. */
export const useLayer = (id: string): void => {
  const { enter } = useContext(Context)
  // `enter` changes with what is open, and always does the same.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => enter(id), [id])
}
