/** Virtualizes the rows of the table: renders the visible ones, some around them, and the last focused one. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual"
import { type FocusEvent, type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from "react"
import { useMedia } from "../ui/hooks.js"

/** A rendered row. */
export interface Row {
  readonly index: number
  readonly key: ApiKey
  /** Pixels from the top of the table's body. */
  readonly start: number
}

/** Must match the stylesheet. */
const narrow = "(max-width: 760px)"
const rowHeight = 57
const cardHeight = 172

/** The distance of an element from the top of the page. Updated when the content above it changes. */
const useOffset = () => {
  const ref = useRef<HTMLTableSectionElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      if (ref.current !== null) setOffset(Math.round(ref.current.getBoundingClientRect().top + window.scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  return { ref, offset }
}

const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof HTMLElement ? target.closest<HTMLElement>("[data-index]") : null

const steps: ReadonlyMap<string, number> = new Map([["ArrowDown", 1], ["ArrowUp", -1]])

export const useRows = (keys: ReadonlyArray<ApiKey>) => {
  const { offset, ref } = useOffset()
  const isNarrow = useMedia(narrow)
  const [focused, setFocused] = useState<string>()
  const focusedIndex = focused === undefined ? -1 : keys.findIndex(({ hash }) => hash === focused)

  const virtualizer = useWindowVirtualizer({
    count: keys.length,
    estimateSize: useCallback(() => isNarrow ? cardHeight : rowHeight, [isNarrow]),
    getItemKey: useCallback((index: number) => keys[index]?.hash ?? index, [keys]),
    overscan: 8,
    scrollMargin: offset,
    rangeExtractor: useCallback((range: Range) => {
      const indexes = defaultRangeExtractor(range)
      return focusedIndex < 0 || indexes.includes(focusedIndex)
        ? indexes
        : [...indexes, focusedIndex].sort((a, b) => a - b)
    }, [focusedIndex])
  })

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps.get(event.key)
    const row = rowOf(event.target)
    if (step === undefined || row === null) return
    const next = ref.current?.querySelector<HTMLElement>(
      `[data-index="${Number(row.dataset["index"]) + step}"] [data-column="name"] button`
    )
    if (next === null || next === undefined) return
    event.preventDefault()
    next.focus()
  }

  return {
    bodyRef: ref,
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    rows: virtualizer.getVirtualItems().flatMap(({ index, start }): Array<Row> => {
      const key = keys[index]
      return key === undefined ? [] : [{ index, key, start: start - offset }]
    }),
    onKeyDown,
    // Keeps the row rendered after it loses the focus: a dialog returns the focus to it.
    onFocus: ({ target }: FocusEvent) => setFocused(rowOf(target)?.dataset["hash"])
  }
}
