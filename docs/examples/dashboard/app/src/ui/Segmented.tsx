import { type ReactNode, useId } from "react"

interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string; readonly icon?: ReactNode }>
  readonly onChange: (value: Value) => void
}

/** A segmented control. */
export const Segmented = <Value extends string>({ label, onChange, options, value }: SegmentedProps<Value>) => {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className="segmented">
      {options.map((option) => (
        <label key={option.value} title={option.icon === undefined ? undefined : option.label}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.icon}
            <span className={option.icon === undefined ? "" : "hidden"}>{option.label}</span>
          </span>
        </label>
      ))}
    </div>
  )
}
