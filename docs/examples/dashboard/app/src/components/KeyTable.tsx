import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import ArrowDown from "lucide-react/icons/arrow-down"
import ArrowUp from "lucide-react/icons/arrow-up"
import { useCallback } from "react"
import type { Sort, SortColumn } from "../model/view.js"
import { KeyRow } from "./KeyRow.js"
import type { Dialogs } from "./useDialogs.js"
import { useRows } from "./useRows.js"
import type { Toggle } from "./useToggle.js"

const columns: ReadonlyArray<readonly [SortColumn, string]> = [
  ["name", "Name"],
  ["state", "State"],
  ["usage", "Usage"],
  ["resets", "Resets"],
  ["expires", "Expires"],
  ["used", "Last used"],
  ["created", "Created"]
]

interface HeaderProps {
  readonly column: SortColumn
  readonly name: string
  readonly sort: Sort
  readonly onSort: (column: SortColumn) => void
}

const Header = ({ column, name, onSort, sort }: HeaderProps) => {
  const isSorted = sort.column === column
  const direction = sort.isDescending ? "descending" : "ascending"
  return (
    <th role="columnheader" scope="col" data-column={column} aria-sort={isSorted ? direction : undefined}>
      <button type="button" className="sort" onClick={() => onSort(column)}>
        {name}
        {isSorted && (sort.isDescending ? <ArrowDown /> : <ArrowUp />)}
      </button>
    </th>
  )
}

interface KeyTableProps {
  readonly keys: ReadonlyArray<ApiKey>
  readonly sort: Sort
  readonly now: number
  readonly isOnline: boolean
  readonly updatingKeys: ReadonlySet<string>
  readonly onSort: (column: SortColumn) => void
  readonly onOpen: Dialogs["open"]
  readonly onToggle: Toggle
}

/**
 * The table of keys. Renders only the visible rows and some around them, laid out by CSS. The ARIA roles are explicit
 * because browsers drop those of a table whose `display` is changed.
 */
export const KeyTable = ({ updatingKeys, isOnline, keys, now, onOpen, onSort, onToggle, sort }: KeyTableProps) => {
  const { bodyRef, height, onFocus, onKeyDown, rows, measure } = useRows(keys)
  const onDetails = useCallback((key: ApiKey) => onOpen({ kind: "details", key }), [onOpen])
  const onEdit = useCallback((key: ApiKey) => onOpen({ kind: "edit", key }), [onOpen])
  return (
    <table role="table" className="table" aria-label="API keys" aria-rowcount={keys.length + 1}>
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          {columns.map(([column, name]) => (
            <Header key={column} column={column} name={name} sort={sort} onSort={onSort} />
          ))}
          <th role="columnheader" scope="col" data-column="actions">
            <span className="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup" ref={bodyRef} style={{ height }} onKeyDown={onKeyDown} onFocus={onFocus}>
        {rows.map(({ index, key, start }) => (
          <KeyRow
            key={key.hash}
            apiKey={key}
            index={index}
            start={start}
            now={now}
            isUpdating={updatingKeys.has(key.hash)}
            isOnline={isOnline}
            measure={measure}
            onDetails={onDetails}
            onEdit={onEdit}
            onToggle={onToggle}
          />
        ))}
      </tbody>
    </table>
  )
}
