/**
 * A key's life as an Effect program. It prints nothing: the service it is given does (see `narrated.ts`).
 */
import { ApiKeys, type CreateKeysRequest } from "@openrouter-keys/core"
import { Effect } from "effect"
import { KeyLeftBehind } from "./keyLeftBehind.js"

/** Creates a key, works with it, and deletes it whatever happens: a failure, an interruption. */
export const effectLifecycle = (request: CreateKeysRequest) =>
  Effect.gen(function*() {
    const hash = yield* Effect.acquireUseRelease(
      create(request),
      ({ data }) => work(data.hash),
      ({ data }) => remove(data.hash, request.name)
    )

    // What is deleted is gone, and what cannot be right is not sent at all. The tag says which error it is.
    yield* ApiKeys.get({ hash }).pipe(Effect.catchTag("NotFound", () => Effect.void))
    yield* ApiKeys.update({ hash, requestBody: { limit: -5 } }).pipe(
      Effect.catchTag("InvalidRequest", () => Effect.void)
    )
  })

const work = (hash: string) =>
  Effect.gen(function*() {
    yield* ApiKeys.list()
    yield* ApiKeys.get({ hash })
    yield* ApiKeys.update({ hash, requestBody: { disabled: true } })
    yield* ApiKeys.getCurrentKeyMetadata()
    return hash
  })

/**
 * Nothing interrupts an acquire: the answer tells which key to delete, so it is waited for. Where it is lost, the key
 * may be there all the same.
 */
const create = (request: CreateKeysRequest) =>
  Effect.tapError(
    ApiKeys.create(request),
    ({ outcome }) => outcome === "Unknown" ? removeByName(request.name) : Effect.void
  )

/** The most recent keys come first, so the one in question is on the first page. */
const removeByName = (name: string) =>
  ApiKeys.list().pipe(
    Effect.catchAll((cause) => Effect.die(new KeyLeftBehind({ name, cause }))),
    Effect.flatMap(({ data }) =>
      Effect.forEach(data.filter((key) => key.name === name), ({ hash }) => remove(hash, name), { discard: true })
    )
  )

/** A release may not fail, and somebody must hear of a key that stays: hence the defect. */
const remove = (hash: string, name: string) =>
  Effect.catchAll(ApiKeys.delete({ hash }), (cause) => Effect.die(new KeyLeftBehind({ name, hash, cause })))
