/** Builds the operations on the calls of a client. */
import { type Operations, operations, type Returns } from "@openrouter-keys/protocol/Operation"
import type * as Effect from "effect/Effect"
import type { Execute } from "./client.js"

/** The operations as Effects of plain values. A mapped type, so that parameter names and doc comments are kept. */
export type PlainEffects<Signatures> = { readonly [Name in keyof Signatures]: PlainEffect<Signatures[Name]> }

type PlainEffect<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error>
  ? (...args: Args) => Effect.Effect<Response, Error>
  : never

/** The operations with plain values; a created key is a string. */
export interface PlainService extends PlainEffects<Operations> {}

/** Creates the operations. */
export const makeService = (execute: Execute): PlainService => ({
  list: (request) => execute(operations.list, request),
  create: (request) => execute(operations.create, request),
  get: (request) => execute(operations.get, request),
  update: (request) => execute(operations.update, request),
  delete: (request) => execute(operations.delete, request),
  getCurrentKeyMetadata: () => execute(operations.getCurrentKeyMetadata, undefined)
})
