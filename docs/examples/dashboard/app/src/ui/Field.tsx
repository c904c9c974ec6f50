import { type ComponentProps, type ReactNode, type SyntheticEvent, useId } from "react"

interface FieldProps extends Omit<ComponentProps<"input">, "onChange" | "id" | "value"> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  /** A warning about the value. */
  readonly warning?: string | undefined
  /** A validation error. */
  readonly message?: string | undefined
  /** Shown before the value, such as a currency sign. */
  readonly prefix?: string
}

/** IDs of a field's descriptions for screen readers. */
const useDescription = (parts: Readonly<Record<string, unknown>>) => {
  const id = useId()
  const ids = Object.entries(parts).flatMap(([name, part]) => part === undefined ? [] : [`${id}-${name}`])
  return { id, "aria-describedby": ids.length > 0 ? ids.join(" ") : undefined }
}

interface NotesProps extends Pick<FieldProps, "hint" | "message" | "warning"> {
  readonly id: string
}

const Notes = ({ hint, id, message, warning }: NotesProps) => (
  <>
    {message !== undefined && <p id={`${id}-message`} className="field-message">{message}</p>}
    {warning !== undefined && <p id={`${id}-warning`} className="field-warning">{warning}</p>}
    {hint !== undefined && <p id={`${id}-hint`} className="field-hint">{hint}</p>}
  </>
)

/** The value of a field that is filled in partly, such as half a date. */
const incomplete = "incomplete"

export const TextField = ({ hint, label, message, onChange, prefix, value, warning, ...props }: FieldProps) => {
  const described = useDescription({ message, warning, hint })
  // The browser reports an empty value and no change event for half a date.
  const read = ({ currentTarget }: SyntheticEvent<HTMLInputElement>) => {
    const next = currentTarget.validity.badInput ? incomplete : currentTarget.value
    if (next !== value) onChange(next)
  }
  return (
    <div className="field">
      <label htmlFor={described.id}>{label}</label>
      <div className="field-control">
        {prefix !== undefined && <span aria-hidden="true" className="field-prefix">{prefix}</span>}
        <input
          {...props}
          {...described}
          className="input"
          value={value === incomplete && props.type === "datetime-local" ? "" : value}
          aria-invalid={message === undefined ? undefined : true}
          onChange={read}
          onKeyUp={read}
          onBlur={read}
        />
      </div>
      <Notes id={described.id} hint={hint} message={message} warning={warning} />
    </div>
  )
}

/** A text field for an identifier, without suggestions and spell checking. */
export const IdField = (props: FieldProps) => <TextField autoComplete="off" spellCheck={false} {...props} />

interface SelectFieldProps {
  readonly label: string
  readonly value: string
  readonly options: ReadonlyArray<readonly [value: string, label: string]>
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly message?: string | undefined
}

export const SelectField = ({ hint, label, message, onChange, options, value }: SelectFieldProps) => {
  const described = useDescription({ message, hint })
  return (
    <div className="field">
      <label htmlFor={described.id}>{label}</label>
      <select
        {...described}
        className="input"
        value={value}
        aria-invalid={message === undefined ? undefined : true}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {options.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </select>
      <Notes id={described.id} hint={hint} message={message} warning={undefined} />
    </div>
  )
}

interface CheckFieldProps {
  readonly label: string
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  readonly hint?: ReactNode
  readonly role?: "switch"
}

export const CheckField = ({ hint, isChecked, label, onChange, role }: CheckFieldProps) => {
  const described = useDescription({ hint })
  return (
    <div className="check">
      <input
        {...described}
        type="checkbox"
        role={role}
        className={role}
        checked={isChecked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <div>
        <label htmlFor={described.id}>{label}</label>
        <Notes id={described.id} hint={hint} message={undefined} warning={undefined} />
      </div>
    </div>
  )
}
