/** Where the focus goes when what has it goes away: never to nowhere, which is the top of the page. */
import { useEffect } from "react"

/** The heading that takes the focus where nothing is closer. */
export const fallbackFocusId = "keys-heading"

/** Where a row was that had the focus. */
const placeOf = (element: Element): number | undefined => {
  const index = element.closest<HTMLElement>("tr[data-index]")?.dataset["index"]
  return index === undefined ? undefined : Number(index)
}

/** The key that has moved to the place of one that is gone, or else the one before it. */
const nearestKey = (place: number): HTMLElement | null => {
  const nameAt = (index: number) =>
    document.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-column="name"] button`)
  return nameAt(place) ?? nameAt(place - 1)
}

const topDialog = (): HTMLDialogElement | undefined =>
  [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1)

/** Gives the focus to the topmost dialog, or else to the nearest key or the heading of the keys. */
const focusNear = (place: number | undefined): void => {
  const heading = topDialog()?.querySelector("h2")
    ?? (place === undefined ? undefined : nearestKey(place))
    ?? document.getElementById(fallbackFocusId)
  heading?.focus({ preventScroll: true })
}

/**
 * Watches the page for as long as it is open: when the element that has the focus is removed, the focus moves to what is
 * nearest. It knows the last place in the table, since a dialog may be closed long after its key's row is gone.
 */
export const useFocusKeeper = (): void => {
  useEffect(() => {
    // Weak, so that a dialog that is gone is not kept, and a secret with it.
    let last: WeakRef<Element> | undefined
    let place: number | undefined
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return
      last = new WeakRef(target)
      if (topDialog() === undefined) place = placeOf(target)
    }
    const keep = () => {
      const { activeElement, body } = document
      const isLost = activeElement === null || activeElement === body
      if (isLost && last !== undefined && last.deref()?.isConnected !== true) focusNear(place)
      // The row may have moved meanwhile.
      else if (!isLost && topDialog() === undefined) place = placeOf(activeElement)
    }
    const observer = new MutationObserver(keep)
    observer.observe(document.body, { childList: true, subtree: true })
    document.addEventListener("focusin", onFocus)
    return () => {
      observer.disconnect()
      document.removeEventListener("focusin", onFocus)
    }
  }, [])
}
