/** Compares keys that an earlier run created with their requests. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import { toTimestamp } from "@openrouter-keys/protocol/Field"
import type { Request } from "../../Bulk.js"
import { plainName } from "../names.js"
import { shown } from "../shown.js"

const timeOf = (text: string | null | undefined): number | null => typeof text === "string" ? Date.parse(text) : null

/** Compared fields of requests and keys. */
const fieldsOf = (
  request: Request,
  key: ApiKey
): ReadonlyArray<readonly [name: string, asked: unknown, is: unknown]> => [
  ["name", request.name, plainName(key.name)?.name ?? key.name],
  ["limit", request.limit, key.limit],
  ["limitReset", request.limitReset, key.limitReset],
  ["includeByokInLimit", request.includeByokInLimit, key.includeByokInLimit],
  ["creatorUserId", request.creatorUserId, key.creatorUserId],
  ["workspaceId", request.workspaceId, key.workspaceId],
  ["external.user", request.external?.user, key.externalUser]
]

const expiryOf = ({ expiresAt }: Request, key: ApiKey): ReadonlyArray<string> => {
  if (expiresAt === undefined) return []
  const asked = expiresAt === null ? null : toTimestamp(expiresAt) ?? null
  return timeOf(asked) === timeOf(key.expiresAt) ? [] : [`expiresAt is ${key.expiresAt} and not ${asked}`]
}

/** Describes how an existing key differs from its request; `null` if it does not. */
export const noteOf = (request: Request, key: ApiKey | undefined): string | null => {
  if (key === undefined) {
    return "The key was deleted after an earlier run had created it. Use another ID to create a new one."
  }
  const differences = [
    ...fieldsOf(request, key).flatMap(([name, asked, is]) =>
      asked === undefined || asked === is ? [] : [`${name} is ${shown(is)} and not ${shown(asked)}`]
    ),
    ...expiryOf(request, key),
    ...(key.disabled ? ["it is disabled"] : [])
  ]
  return differences.length === 0
    ? null
    : `The key differs from the request: ${differences.join(", ")}. Nothing was changed.`
}
