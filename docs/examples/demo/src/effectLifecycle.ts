/**
 * The lifecycle of a key with the Effect API. It prints nothing: its service does (see `printingServices.ts`).
 */
import { ApiKeys, type CreateKeysRequest } from "@openrouter-keys/core"
import { Effect } from "effect"
import { OrphanedKeyError } from "./orphanedKeyError.js"

/** Creates a key, uses it, and deletes it, also after a failure or an interruption. */
export const effectLifecycle = (request: CreateKeysRequest) =>
  Effect.gen(function*() {
    const hash = yield* Effect.acquireUseRelease(
      create(request),
      ({ data }) => work(data.hash),
      ({ data }) => remove(data.hash, request.name)
    )

    // Two expected errors: the key is deleted, and invalid input is not sent.
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
 * An acquire cannot be interrupted: the response has the hash that is needed to delete the key. If the response is lost,
 * the key may exist nevertheless.
 */
const create = (request: CreateKeysRequest) =>
  Effect.tapError(
    ApiKeys.create(request),
    ({ outcome }) => outcome === "Unknown" ? removeByName(request.name) : Effect.void
  )

/** The most recent keys come first, so the key is on the first page. */
const removeByName = (name: string) =>
  ApiKeys.list().pipe(
    Effect.catchAll((cause) => Effect.die(new OrphanedKeyError({ name, cause }))),
    Effect.flatMap(({ data }) =>
      Effect.forEach(data.filter((key) => key.name === name), ({ hash }) => remove(hash, name), { discard: true })
    )
  )

/** A release cannot fail, so a key that could not be deleted is a defect. */
const remove = (hash: string, name: string) =>
  Effect.catchAll(ApiKeys.delete({ hash }), (cause) => Effect.die(new OrphanedKeyError({ name, hash, cause })))
