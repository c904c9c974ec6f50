import Search from "lucide-react/icons/search"
import { useId } from "react"
import { type KeyState, stateNames } from "../model/keyState.js"
import type { Filter } from "../model/view.js"
import { CheckField } from "../ui/Field.js"

interface FiltersProps {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

const states = Object.entries(stateNames) as ReadonlyArray<[KeyState, string]>

export const Filters = ({ filter, onChange }: FiltersProps) => {
  const id = useId()
  return (
    <search className="filters">
      <div className="search">
        <Search />
        <label htmlFor={`${id}-text`} className="hidden">Filter keys</label>
        <input
          id={`${id}-text`}
          type="search"
          className="input"
          placeholder="Name, label, hash or user"
          autoComplete="off"
          spellCheck={false}
          value={filter.text}
          onChange={({ currentTarget }) => onChange({ ...filter, text: currentTarget.value })}
        />
      </div>
      <label htmlFor={`${id}-state`} className="hidden">State</label>
      <select
        id={`${id}-state`}
        className="input"
        value={filter.state}
        onChange={({ currentTarget }) => onChange({ ...filter, state: currentTarget.value as Filter["state"] })}
      >
        <option value="all">All states</option>
        {states.map(([state, name]) => <option key={state} value={state}>{name}</option>)}
      </select>
      <CheckField
        role="switch"
        label="Show disabled"
        isChecked={filter.showDisabled || filter.state === "disabled"}
        onChange={(showDisabled) =>
          onChange({ ...filter, showDisabled, state: filter.state === "disabled" ? "all" : filter.state })}
      />
    </search>
  )
}
