/** Writes a declaration of keys that exist. */
import type { ApiKey, LimitReset } from "@openrouter-keys/protocol/ApiKey"
import { stringify as toYaml } from "yaml"
import type { Declaration, DeclaredKey, FromKeysOptions } from "../../Declaration.js"
import { plainName } from "../names.js"

const isReset = (value: string | null): value is LimitReset | null =>
  value === null || value === "daily" || value === "weekly" || value === "monthly"

const declare = (key: ApiKey): DeclaredKey => ({
  name: key.name,
  limit: key.limit,
  // Without a limit it means nothing, and a value that is not known here could not be sent.
  ...((key.limit !== null || key.limitReset !== null) && isReset(key.limitReset) ? { limitReset: key.limitReset } : {}),
  ...(key.includeByokInLimit ? { includeByokInLimit: true } : {}),
  ...(key.expiresAt === null ? {} : { expiresAt: key.expiresAt }),
  ...(key.externalUser === null ? {} : { externalUser: key.externalUser }),
  ...(key.disabled ? { disabled: true } : {})
})

/** By name, so that a file under review changes where a key changes. */
const byName = (a: ApiKey, b: ApiKey): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.createdAt < b.createdAt ? -1 : 1

/** Whether a declaration may have the name. */
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

/** The declaration as YAML. */
export const stringify = (declaration: Declaration): string => toYaml(declaration, { lineWidth: 0 })
