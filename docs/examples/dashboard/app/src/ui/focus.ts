/** Moves the focus when the focused element is removed. Browsers would move it to the top of the page. */
import { useEffect } from "react"

/** The heading that gets the focus if nothing is closer. */
export const fallbackFocusId = "keys-heading"

/** The index of the focused row. */
const placeOf = (element: Element): number | undefined => {
  const index = element.closest<HTMLElement>("tr[data-index]")?.dataset["index"]
  return index === undefined ? undefined : Number(index)
}

/** The key at the index of a removed one, or else the key before it. */
const nearestKey = (place: number): HTMLElement | null => {
  const nameAt = (index: number) =>
    document.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-column="name"] button`)
  return nameAt(place) ?? nameAt(place - 1)
}

const topDialog = (): HTMLDialogElement | undefined =>
  [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1)

/** Focuses the topmost dialog, or else the nearest key, or else the heading of the keys. */
const focusNear = (place: number | undefined): void => {
  const heading = topDialog()?.querySelector("h2")
    ?? (place === undefined ? undefined : nearestKey(place))
    ?? document.getElementById(fallbackFocusId)
  heading?.focus({ preventScroll: true })
}

/**
 * Moves the focus to the nearest element when the focused one is removed. Remembers the last index in the table, because
 * a dialog may be closed long after the row of its key was removed.
 */
export const useFocusFallback = (): void => {
  useEffect(() => {
    // A weak reference: a closed dialog, which may contain a secret, must not stay in memory.
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
      // The focused row may have moved.
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
