/** What the page shows of a key where the service may say less, or something odd. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** When a key was last used; `null` where no use is recorded. */
export const lastUsedOf = ({ lastUsedAt }: ApiKey): string | null => lastUsedAt

/** What a key is called on the page: its label where its name is blank. */
export const titleOf = ({ label, name }: Pick<ApiKey, "label" | "name">): string => name.trim() === "" ? label : name
