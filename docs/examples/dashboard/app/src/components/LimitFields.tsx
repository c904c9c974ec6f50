import { type ChangeFields, type FieldMessages, limitWarning } from "../model/form.js"
import { resetName } from "../model/format.js"
import { CheckField, SelectField, TextField } from "../ui/Field.js"

const resets = ["", "daily", "weekly", "monthly"]

const resetOptions = (current: string) =>
  // Keeps a value that this page does not know.
  (resets.includes(current) ? resets : [...resets, current]).map((reset) =>
    [reset, resetName(reset === "" ? null : reset)] as const
  )

interface LimitFieldsProps {
  readonly fields: ChangeFields
  readonly messages: FieldMessages
  readonly onChange: (change: Partial<ChangeFields>) => void
}

/** The fields for name and limit, which creating and editing share. */
export const LimitFields = ({ fields, messages, onChange }: LimitFieldsProps) => (
  <>
    <TextField
      label="Name"
      data-autofocus
      autoComplete="off"
      required
      value={fields.name}
      message={messages.name}
      onChange={(name) => onChange({ name })}
    />
    <div className="field-pair">
      <TextField
        label="Limit in USD"
        prefix="$"
        inputMode="decimal"
        autoComplete="off"
        placeholder="No limit"
        value={fields.limit}
        message={messages.limit}
        warning={messages.limit === undefined ? limitWarning(fields.limit) : undefined}
        onChange={(limit) => onChange({ limit })}
      />
      <SelectField
        label="Resets"
        options={resetOptions(fields.limitReset)}
        value={fields.limitReset}
        message={messages.limitReset}
        hint="At midnight UTC; weeks begin on Monday."
        onChange={(limitReset) => onChange({ limitReset })}
      />
    </div>
    <CheckField
      label="Count BYOK usage"
      hint="Usage of your own provider keys counts against the limit too."
      isChecked={fields.includeByokInLimit}
      onChange={(includeByokInLimit) => onChange({ includeByokInLimit })}
    />
  </>
)
