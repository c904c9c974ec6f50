/**
 * A key's life as ordinary async code. It prints nothing: the client it is given does (see `narrated.ts`).
 */
import {
  type ApiKeys,
  type CreateKeysRequest,
  InvalidRequest,
  isOpenRouterError,
  NotFound
} from "@openrouter-keys/adapters"
import { KeyLeftBehind } from "./keyLeftBehind.js"

/** Creates a key, works with it, and deletes it whatever happens: an error, an abort. */
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

  // What is deleted is gone, and what cannot be right is not sent at all. The class says which error it is.
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
 * Without the signal: the answer tells which key to delete, so it is waited for. Where it is lost, the key may be there
 * all the same.
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

/** The most recent keys come first, so the one in question is on the first page. */
const removeByName = async (keys: ApiKeys, name: string): Promise<void> => {
  const { data } = await keys.list().catch((cause: unknown) => {
    throw new KeyLeftBehind({ name, cause })
  })
  for (const key of data) {
    if (key.name === name) await remove(keys, key.hash, name)
  }
}

/** Without the signal, too: what was made is deleted also after an abort. */
const remove = async (keys: ApiKeys, hash: string, name: string): Promise<void> => {
  try {
    await keys.delete({ hash })
  } catch (cause) {
    throw new KeyLeftBehind({ name, hash, cause })
  }
}
