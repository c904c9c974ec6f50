/** Positions toasts so that they cover no control: moves them up from the bottom of the window. */
import { type RefObject, useLayoutEffect } from "react"

const controls = "a[href], button, input, select, textarea, summary, [tabindex='0']"

/** Pixels between tried positions, and around a toast. */
const step = 8
const margin = 8
const bottom = 24

type Box = Pick<DOMRect, "bottom" | "left" | "right" | "top">

/** The visible controls, without those of the toasts. */
const controlsBelow = (toasts: HTMLElement): ReadonlyArray<Box> => {
  const root = toasts.closest("dialog") ?? document.querySelector("#root, body") ?? document.body
  return [...root.querySelectorAll<HTMLElement>(controls)]
    .filter((control) => !toasts.contains(control))
    .map((control) => control.getBoundingClientRect())
    .filter(({ bottom, height, top, width }) => height > 1 && width > 1 && bottom > 0 && top < innerHeight)
}

/** The number of pixels to move a box up so that it covers none of the others, or as few as possible. */
export const findToastOffset = (box: Box, others: ReadonlyArray<Box>): number => {
  const overlapping = others.filter(({ left, right }) => left < box.right + margin && right > box.left - margin)
  let best = { up: 0, count: Infinity }
  for (let up = 0; box.top - up >= margin && best.count > 0; up += step) {
    const [top, bottom] = [box.top - up - margin, box.bottom - up + margin]
    const { length: count } = overlapping.filter((other) => other.bottom > top && other.top < bottom)
    if (count < best.count) best = { up, count }
  }
  return best.up
}

/** The box around all toasts. */
const boxOf = (toasts: HTMLElement): Box => {
  const boxes = [...toasts.querySelectorAll("li")].map((item) => item.getBoundingClientRect())
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom))
  }
}

/** Updates the position when the toasts, the page or the window change, except while a toast is hovered or focused. */
export const useToastPosition = (ref: RefObject<HTMLElement | null>, shown: ReadonlyArray<unknown>): void => {
  useLayoutEffect(() => {
    const toasts = ref.current
    if (toasts === null) return
    let frame = 0
    const place = () => {
      frame = 0
      if (toasts.matches(":hover, :focus-within") || shown.length === 0) return
      toasts.style.bottom = `${bottom}px`
      toasts.style.bottom = `${bottom + findToastOffset(boxOf(toasts), controlsBelow(toasts))}px`
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
