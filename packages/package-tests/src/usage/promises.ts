/** Sample of Promise code, type-checked in a user's project. */
import { NotFound, OpenRouter, OpenRouterCore, type OpenRouterOptions, type Result } from "@openrouter-keys/adapters"
import { apiKeysGet } from "@openrouter-keys/adapters/funcs/apiKeysGet"
import { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList.js"
import { isOpenRouterError, UnauthorizedResponseError } from "@openrouter-keys/adapters/models/errors"
import type { ApiKey, CreateKeysResponse } from "@openrouter-keys/adapters/models/operations"
import { OpenRouter as Pooled } from "@openrouter-keys/adapters/node"

const options: OpenRouterOptions = { apiKey: async () => "key", timeoutMs: 1000, retryConfig: { strategy: "none" } }

export const create = async (): Promise<CreateKeysResponse> =>
  new OpenRouter(options).apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly", expiresAt: new Date() })

export const names = async (): Promise<Array<string>> => {
  const names: Array<string> = []
  for await (const { name } of new Pooled({ connections: 4 }).apiKeys.listAll({ includeDisabled: true })) {
    names.push(name)
  }
  return names
}

export const status = async (hash: string): Promise<number | "fine"> => {
  const result = await apiKeysGet(new OpenRouterCore(options), { hash })
  if (result.ok) return "fine"
  return result.error._tag === "NotFound" ? result.error.statusCode : 0
}

export const page: Promise<Result<{ readonly data: ReadonlyArray<ApiKey> }, unknown>> = apiKeysList(
  new OpenRouterCore()
)

export const outcome = (error: unknown): string => {
  if (error instanceof NotFound || error instanceof UnauthorizedResponseError) return String(error.statusCode)
  return isOpenRouterError(error) ? error.outcome : "?"
}

// @ts-expect-error A name is wanted.
export const nameless = async () => new OpenRouter().apiKeys.create({ limit: 5 })

/** Whether two types are the same, neither wider. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
type Holds<A extends true> = A

type Common =
  | "InvalidRequest"
  | "ConnectionError"
  | "RequestTimeout"
  | "Unauthorized"
  | "Forbidden"
  | "TooManyRequests"
  | "InternalServerError"
  | "UnexpectedStatus"
  | "InvalidResponse"
  | "RequestAborted"

type Tags<F> = F extends (...args: Array<never>) => Promise<Result<unknown, infer E>>
  ? E extends { readonly _tag: infer Tag } ? Tag : never
  : never

/** Each operation fails with these errors, and with no other. */
export type Errors = [
  Holds<Same<Tags<typeof apiKeysList>, Common | "BadRequest">>,
  Holds<Same<Tags<typeof apiKeysGet>, Common | "NotFound">>
]
