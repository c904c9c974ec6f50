/** Keeps notices off what can be used: they move up from the bottom of the window to where no control lies below them. */
import { type RefObject, useLayoutEffect } from "react"

const controls = "a[href], button, input, select, textarea, summary, [tabindex='0']"

/** Pixels between two places that are tried, and around a notice. */
const step = 8
const margin = 8
const bottom = 24

type Box = Pick<DOMRect, "bottom" | "left" | "right" | "top">

/** Controls in the window that can be used now, without those of the notices themselves. */
const controlsBelow = (notices: HTMLElement): ReadonlyArray<Box> => {
  const root = notices.closest("dialog") ?? document.querySelector("#root, body") ?? document.body
  return [...root.querySelectorAll<HTMLElement>(controls)]
    .filter((control) => !notices.contains(control))
    .map((control) => control.getBoundingClientRect())
    .filter(({ bottom, height, top, width }) => height > 1 && width > 1 && bottom > 0 && top < innerHeight)
}

/** How far a box has to move up so that it is over none of the others, or else over as few as possible. */
export const findFreePlace = (box: Box, others: ReadonlyArray<Box>): number => {
  const beside = others.filter(({ left, right }) => left < box.right + margin && right > box.left - margin)
  let best = { up: 0, count: Infinity }
  for (let up = 0; box.top - up >= margin && best.count > 0; up += step) {
    const [top, bottom] = [box.top - up - margin, box.bottom - up + margin]
    const { length: count } = beside.filter((other) => other.bottom > top && other.top < bottom)
    if (count < best.count) best = { up, count }
  }
  return best.up
}

/** The box around all notices. */
const boxOf = (notices: HTMLElement): Box => {
  const boxes = [...notices.querySelectorAll("li")].map((item) => item.getBoundingClientRect())
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom))
  }
}

/** Places notices anew whenever they, the page or the window change; not while somebody is about to use one. */
export const useFreePlace = (ref: RefObject<HTMLElement | null>, shown: ReadonlyArray<unknown>): void => {
  useLayoutEffect(() => {
    const notices = ref.current
    if (notices === null) return
    let frame = 0
    const place = () => {
      frame = 0
      if (notices.matches(":hover, :focus-within") || shown.length === 0) return
      notices.style.bottom = `${bottom}px`
      notices.style.bottom = `${bottom + findFreePlace(boxOf(notices), controlsBelow(notices))}px`
    }
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(place)
    }
    place()
    if (shown.length === 0) return
    const observer = new MutationObserver(later)
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] })
    addEventListener("scroll", later, { capture: true, passive: true })
    addEventListener("resize", later)
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      removeEventListener("scroll", later, { capture: true })
      removeEventListener("resize", later)
    }
  }, [ref, shown])
}
