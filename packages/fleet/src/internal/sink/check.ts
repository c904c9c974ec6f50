/** Checks whether a sink can store a secret, before a key is created. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { GetCurrentKeyMetadataError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import { type SecretSink, SecretSinkError, type Target } from "../../SecretSink.js"
import { checkFile } from "./atomicFile.js"
import { placeOf, refuseManagementKey, valuesIn } from "./held.js"

/** The target of a sink; `undefined` for your own sinks. */
export const targetOf = (sink: SecretSink.Service): Target | undefined =>
  "target" in sink ? sink.target as Target : undefined

/** The values that the secret would replace. */
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

/** Whether a label belongs to a secret: `sk-or-v1-0e6...1c96` has its beginning and end. */
const isLabelled = (secret: string, label: string): boolean => {
  const [, start, end] = /^(.+)\.\.\.(.+)$/s.exec(label) ?? []
  return start !== undefined && end !== undefined && secret.startsWith(start) && secret.endsWith(end)
}

/**
 * Fails if the sink's file cannot be replaced, or if its value is the management key that this program uses, which
 * may not be stored anywhere else. Other sinks are not checked.
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
      message: `${placeOf(target)} contains the management key that this program uses (${data.label}). ` +
        "Use another variable or file for the new secret, or move the management key to OPENROUTER_MANAGEMENT_KEY."
    })
  })
