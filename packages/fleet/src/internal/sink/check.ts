/** Looks whether a sink can take a secret, before there is one. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { GetCurrentKeyMetadataError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import { type SecretSink, SecretSinkError, type Target } from "../../SecretSink.js"
import { checkFile } from "./atomicFile.js"
import { placeOf, refuseManagementKey, valuesIn } from "./held.js"

/** What a sink says of itself; one that is not of {@link Target} says nothing. */
export const targetOf = (sink: SecretSink.Service): Target | undefined =>
  "target" in sink ? sink.target as Target : undefined

/** The values that a secret would replace. */
const heldIn = (target: Exclude<Target, { readonly _tag: "Command" }>) =>
  checkFile(target.file).pipe(
    Effect.map((text) => valuesIn(target, text)),
    Effect.tap((values) => Effect.try({ try: () => values.forEach(refuseManagementKey), catch: (cause) => cause })),
    Effect.mapError((cause) =>
      new SecretSinkError({
        message: `${placeOf(target)} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`
      })
    )
  )

/** Whether a secret is the one of a label: `sk-or-v1-0e6...1c96` shows the beginning and the end. */
const isLabelled = (secret: string, label: string): boolean => {
  const [, start, end] = /^(.+)\.\.\.(.+)$/s.exec(label) ?? []
  return start !== undefined && end !== undefined && secret.startsWith(start) && secret.endsWith(end)
}

/**
 * Fails where the sink's file could not be replaced, or where its value is the management key that this program uses:
 * nothing could manage keys any more, and nobody has that key elsewhere. Of other sinks nothing is known.
 */
export const checkSink = (
  sink: SecretSink.Service
): Effect.Effect<void, SecretSinkError | GetCurrentKeyMetadataError, ApiKeys> =>
  Effect.gen(function*() {
    const target = targetOf(sink)
    if (target === undefined || target._tag === "Command") return
    const values = (yield* heldIn(target)).filter((value) => value !== "")
    if (values.length === 0) return
    const { data } = yield* Effect.flatMap(ApiKeys, (keys) => keys.getCurrentKeyMetadata())
    if (!values.some((value) => isLabelled(value, data.label))) return
    return yield* new SecretSinkError({
      message: `${placeOf(target)} holds the management key that this program uses (${data.label}). ` +
        "Give the new secret another variable or file, or keep the management key in OPENROUTER_MANAGEMENT_KEY."
    })
  })
