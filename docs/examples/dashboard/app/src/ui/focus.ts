/** Where the focus goes when what has it goes away: never to nowhere, which is the top of the page. */
import { type RefObject, useLayoutEffect } from "react"

/** The heading that takes the focus where no dialog is open. */
export const fallbackFocusId = "keys-heading"

/** Gives the focus to the topmost dialog, or else to the keys, if nothing has it. */
export const focusSomething = (): void => {
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1)
  const heading = dialog?.querySelector("h2") ?? document.getElementById(fallbackFocusId)
  heading?.focus({ preventScroll: true })
}

/** Hands the focus on when an element goes away that has it. */
export const useFocusHandover = (ref: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const element = ref.current
    return () => {
      if (element?.contains(document.activeElement) === true) setTimeout(focusSomething)
    }
  }, [ref])
}
