import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react"
import type { AllKeysResult } from "../data/allKeys.js"
import { count, number } from "../model/format.js"
import { type Filter, type Sort, sortBy, viewOf } from "../model/view.js"
import { ErrorNotice } from "../ui/ErrorNotice.js"
import { fallbackFocusId } from "../ui/focus.js"
import { useDelayedFlag, useFrozenValue } from "../ui/hooks.js"
import { EmptyState, NoMatch } from "./EmptyState.js"
import { Filters } from "./Filters.js"
import { KeyTable } from "./KeyTable.js"
import type { Dialogs } from "./useDialogs.js"
import type { Toggle } from "./useToggle.js"

const noFilter: Filter = { text: "", state: "all", showDisabled: false }
const newestFirst: Sort = { column: "created", isDescending: true }
const none: ReadonlyArray<ApiKey> = []

const useView = (keys: ReadonlyArray<ApiKey>, now: number) => {
  const [filter, setFilter] = useState(noFilter)
  const [sort, setSort] = useState(newestFirst)
  // The input must respond at once, even if the table takes longer to render.
  const deferred = useDeferredValue(filter)
  const view = useMemo(() => viewOf(keys, deferred, sort, now), [keys, deferred, sort, now])
  return { filter, setFilter, sort, setSort, view, order: useMemo(() => ({ deferred, sort }), [deferred, sort]) }
}

/** Scrolls to the top when the filter or the order changes. */
const useTop = (order: object) => {
  const ref = useRef<HTMLElement>(null)
  const shown = useRef(order)
  useEffect(() => {
    if (shown.current === order) return
    shown.current = order
    if (ref.current !== null && ref.current.getBoundingClientRect().top < 0) ref.current.scrollIntoView()
  }, [order])
  return ref
}

/** Placeholder rows, and a message if loading takes long. */
const Loading = () => {
  const isLong = useDelayedFlag(true, 5_000)
  return (
    <>
      <p role="status" className={isLong ? "table-note" : "hidden"}>
        {isLong ? "Still loading: the service is slow." : "Loading keys"}
      </p>
      <div className="skeleton-rows" aria-hidden="true">
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className="skeleton-row">
            <span />
            <span />
            <span />
          </div>
        ))}
      </div>
    </>
  )
}

const shownOf = (view: ReadonlyArray<ApiKey>, keys: ReadonlyArray<ApiKey>): string =>
  view.length === keys.length
    ? `All ${count(keys.length, "key")}`
    : `${count(view.length, "key")} of ${number(keys.length)}`

interface KeysProps {
  readonly all: AllKeysResult
  readonly now: number
  readonly isOnline: boolean
  readonly updatingKeys: ReadonlySet<string>
  readonly onOpen: Dialogs["open"]
  readonly onToggle: Toggle
}

/** The filters and the table of keys. */
export const Keys = ({ all, updatingKeys, isOnline, now, onOpen, onToggle }: KeysProps) => {
  const keys = all.data?.keys ?? none
  const { filter, order, setFilter, setSort, sort, view } = useView(keys, now)
  const top = useTop(order)
  // The error stays during a retry, so that the focused button is not removed.
  const error = useFrozenValue(all.error, all.isFetching)
  const isPartial = all.data !== undefined && !all.data.isComplete
  const retry = () => void all.refetch()

  return (
    <section ref={top} className="card keys" aria-labelledby={fallbackFocusId}>
      <div className="keys-header" data-progress={(isPartial && all.isFetching) || undefined}>
        <h2 id={fallbackFocusId} tabIndex={-1}>Keys</h2>
        {isPartial
          ? <p className="muted tabular">{`${all.isFetching ? "Loading: " : ""}${count(keys.length, "key")} so far`}</p>
          : <p className="muted tabular" aria-live="polite">{keys.length > 0 && shownOf(view, keys)}</p>}
        <Filters filter={filter} onChange={setFilter} />
      </div>
      {all.data === undefined && error === null && <Loading />}
      {all.data === undefined && error !== null && (
        <div className="keys-error">
          <ErrorNotice error={error} isRetrying={all.isFetching} onRetry={retry} />
        </div>
      )}
      {all.data?.isComplete === true && keys.length === 0 && (
        <EmptyState
          isOnline={isOnline}
          onCreate={() => onOpen({ kind: "create" })}
        />
      )}
      {keys.length > 0 && (
        <KeyTable
          keys={view}
          sort={sort}
          now={now}
          isOnline={isOnline}
          updatingKeys={updatingKeys}
          onSort={(column) => setSort((sort) => sortBy(column, sort))}
          onOpen={onOpen}
          onToggle={onToggle}
        />
      )}
      {keys.length > 0 && view.length === 0 && (
        <NoMatch
          hiddenCount={viewOf(keys, { ...filter, showDisabled: true }, sort, now).length}
          onShowDisabled={() => setFilter({ ...filter, showDisabled: true })}
          onClear={() => setFilter(noFilter)}
        />
      )}
    </section>
  )
}
