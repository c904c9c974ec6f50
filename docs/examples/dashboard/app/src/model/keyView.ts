/** Values of a key that need a fallback on the page. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** When a key was last used; `null` if no use is recorded. */
export const lastUsedOf = ({ lastUsedAt }: ApiKey): string | null => lastUsedAt

/** The name of a key, or its label if the name is blank. */
export const titleOf = ({ label, name }: Pick<ApiKey, "label" | "name">): string => name.trim() === "" ? label : name
