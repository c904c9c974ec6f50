import { type CreateFields, expiryWarning, type FieldMessages } from "../model/form.js"
import { IdField, TextField } from "../ui/Field.js"

interface MoreFieldsProps {
  readonly fields: CreateFields
  readonly messages: FieldMessages
  readonly now: number
  readonly onChange: (change: Partial<CreateFields>) => void
}

/** The fields that can be set only when a key is created. */
export const MoreFields = ({ fields, messages, now, onChange }: MoreFieldsProps) => (
  <>
    <TextField
      label="Expires"
      type="datetime-local"
      step={60}
      value={fields.expiresAt}
      message={messages.expiresAt}
      warning={expiryWarning(fields.expiresAt, now)}
      hint="Your local time; blank for never. It cannot be changed later."
      onChange={(expiresAt) => onChange({ expiresAt })}
    />
    <details className="more">
      <summary>More options</summary>
      <div className="form-fields">
        <IdField
          label="Workspace ID"
          value={fields.workspaceId}
          message={messages.workspaceId}
          hint="A UUID; blank for the default workspace. Keys of other workspaces are not in this list."
          onChange={(workspaceId) => onChange({ workspaceId })}
        />
        <IdField
          label="Creator user ID"
          value={fields.creatorUserId}
          message={messages.creatorUserId}
          hint="For organizations: the member who creates the key."
          onChange={(creatorUserId) => onChange({ creatorUserId })}
        />
        <IdField
          label="External user"
          value={fields.externalUser}
          message={messages.externalUser}
          hint="For partners: your identifier of the end user."
          onChange={(externalUser) => onChange({ externalUser })}
        />
        <TextField
          label="External user's API key"
          type="password"
          autoComplete="off"
          value={fields.externalApiKey}
          message={messages.externalApiKey}
          hint="For partners: a lookup key of 32 to 512 characters. OpenRouter stores its hash only."
          onChange={(externalApiKey) => onChange({ externalApiKey })}
        />
      </div>
    </details>
  </>
)
