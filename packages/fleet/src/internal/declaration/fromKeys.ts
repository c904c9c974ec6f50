/** Declares existing keys. */
import type { ApiKey, LimitReset } from "@openrouter-keys/protocol/ApiKey"
import { stringify as toYaml } from "yaml"
import type { Declaration, DeclaredKey, FromKeysOptions } from "../../Declaration.js"
import { plainName } from "../names.js"

const isReset = (value: string | null): value is LimitReset | null =>
  value === null || value === "daily" || value === "weekly" || value === "monthly"

const declare = (key: ApiKey): DeclaredKey => ({
  name: key.name,
  limit: key.limit,
  // Left out without a limit, where it has no effect, and for unknown values, which could not be sent.
  ...((key.limit !== null || key.limitReset !== null) && isReset(key.limitReset) ? { limitReset: key.limitReset } : {}),
  ...(key.includeByokInLimit ? { includeByokInLimit: true } : {}),
  ...(key.expiresAt === null ? {} : { expiresAt: key.expiresAt }),
  ...(key.externalUser === null ? {} : { externalUser: key.externalUser }),
  ...(key.disabled ? { disabled: true } : {})
})

/** Sorted by name, so that a change of a key changes the file only at that key. */
const byName = (a: ApiKey, b: ApiKey): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.createdAt < b.createdAt ? -1 : 1

/** Whether a name is allowed in a declaration. */
const isOwnName = (name: string, prefix: string): boolean =>
  name.trim() !== "" && name.startsWith(prefix) && plainName(name) === null &&
  (name === prefix || name.slice(prefix.length).trim() !== "")

/** A declaration of existing keys. */
export const fromKeys = (keys: Iterable<ApiKey>, { prefix = "" }: FromKeysOptions = {}): Declaration => ({
  version: 1,
  scope: { prefix },
  keys: [...keys]
    .filter(({ name }) => isOwnName(name, prefix))
    .sort(byName)
    .map(declare)
})

/** Formats a declaration as YAML. */
export const stringify = (declaration: Declaration): string => toYaml(declaration, { lineWidth: 0 })
