/** The types of the operations as Promises, derived from protocol's signatures. Declarations of entry points name them. */
import type { Returns, ReturnsMany } from "@openrouter-keys/protocol/Operation"
import type { OpenRouterCore } from "../core.js"
import type { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import type { Result } from "../types.js"

/** A signature as a method: an operation returns a Promise, a listing an `AsyncIterable`. */
export type Method<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer _>
  ? (...args: [...Args, options?: RequestOptions]) => Promise<Response>
  : Signature extends (...args: infer Args) => ReturnsMany<infer Item, infer _>
    ? (...args: [...Args, options?: RequestOptions]) => AsyncIterable<Item>
  : never

/** A signature as a function of a client that resolves to a result and never rejects. */
export type Standalone<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error> ? (
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => Promise<Result<Response, Error | RequestAborted>>
  : never

/** Signatures as methods, mapped one to one, which keeps parameter names and doc comments. */
export type Methods<Signatures> = { readonly [Name in keyof Signatures]: Method<Signatures[Name]> }
