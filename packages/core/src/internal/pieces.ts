/** The body of an answer, piece by piece as it comes. */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** Takes a piece, and says whether there may be more. */
export type Take = (bytes: Uint8Array) => boolean

/** Hands over all pieces of a body, or as many as are taken. */
export type EachPiece = (take: Take) => Effect.Effect<void, HttpClientError.ResponseError>

/** Where an answer keeps a way to its pieces that is shorter than its stream. */
const ShortWay: unique symbol = Symbol.for("@openrouter-keys/core/pieces")

interface WithShortWay {
  [ShortWay]?: EachPiece
}

/** Gives an answer a way to its pieces that is shorter than its stream. */
export const setEachPiece = (response: HttpClientResponse.HttpClientResponse & WithShortWay, way: EachPiece): void => {
  response[ShortWay] = way
}

/** The short way to an answer's pieces, where its client has one. */
export const getEachPiece = (
  response: HttpClientResponse.HttpClientResponse & WithShortWay
): EachPiece | undefined => response[ShortWay]

/** The way that every answer has. Pulling the pieces takes half of what running the stream into a sink does. */
export const eachOfStream = ({ stream }: HttpClientResponse.HttpClientResponse): EachPiece => (take) => {
  const takeAll = (pieces: Chunk.Chunk<Uint8Array>) => {
    for (const bytes of pieces) {
      if (!take(bytes)) return Effect.fail(Option.none<HttpClientError.ResponseError>())
    }
    return Effect.void
  }
  return Stream.toPull(stream).pipe(
    Effect.flatMap((pull) => Effect.forever(Effect.flatMap(pull, takeAll))),
    Effect.scoped,
    Effect.catchAll(Option.match({ onNone: () => Effect.void, onSome: Effect.fail })),
    // Platform's word for an answer without a body.
    Effect.catchIf(({ reason }) => reason === "EmptyBody", () => Effect.void)
  )
}
