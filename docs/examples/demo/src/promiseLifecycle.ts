/**
 * The lifecycle of a key with the Promise API. It prints nothing: its client does (see `printingServices.ts`).
 */
import {
  type ApiKeys,
  type CreateKeysRequest,
  InvalidRequest,
  isOpenRouterError,
  NotFound
} from "@openrouter-keys/adapters"
import { OrphanedKeyError } from "./orphanedKeyError.js"

/** Creates a key, uses it, and deletes it, also after an error or an abort. */
export const promiseLifecycle = async (
  keys: ApiKeys,
  request: CreateKeysRequest,
  signal: AbortSignal
): Promise<void> => {
  const hash = await create(keys, request)
  try {
    await keys.list(undefined, { signal })
    await keys.get({ hash }, { signal })
    await keys.update({ hash, requestBody: { disabled: true } }, { signal })
    await keys.getCurrentKeyMetadata({ signal })
  } finally {
    await remove(keys, hash, request.name)
  }

  // Two expected errors: the key is deleted, and invalid input is not sent.
  await expecting(NotFound, keys.get({ hash }, { signal }))
  await expecting(InvalidRequest, keys.update({ hash, requestBody: { limit: -5 } }, { signal }))
}

const expecting = async (ErrorClass: typeof InvalidRequest | typeof NotFound, call: Promise<unknown>) => {
  try {
    await call
  } catch (error) {
    if (!(error instanceof ErrorClass)) throw error
  }
}

/**
 * Does not take the signal: the response has the hash that is needed to delete the key. If the response is lost, the key
 * may exist nevertheless.
 */
const create = async (keys: ApiKeys, request: CreateKeysRequest): Promise<string> => {
  try {
    const { data } = await keys.create(request)
    return data.hash
  } catch (error) {
    if (isOpenRouterError(error) && error.outcome === "Unknown") await removeByName(keys, request.name)
    throw error
  }
}

/** The most recent keys come first, so the key is on the first page. */
const removeByName = async (keys: ApiKeys, name: string): Promise<void> => {
  const { data } = await keys.list().catch((cause: unknown) => {
    throw new OrphanedKeyError({ name, cause })
  })
  for (const key of data) {
    if (key.name === name) await remove(keys, key.hash, name)
  }
}

/** Does not take the signal either: the key is deleted also after an abort. */
const remove = async (keys: ApiKeys, hash: string, name: string): Promise<void> => {
  try {
    await keys.delete({ hash })
  } catch (cause) {
    throw new OrphanedKeyError({ name, hash, cause })
  }
}
