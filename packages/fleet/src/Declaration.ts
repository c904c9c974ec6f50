/**
 * A file that declares which keys should exist: `openrouter-keys.yaml`, or the same as JSON.
 *
 * @module
 */
import type { ApiKey, LimitReset } from "@openrouter-keys/protocol/ApiKey"
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as JSONSchema from "effect/JSONSchema"
import type * as Schema from "effect/Schema"
import { fromKeys, stringify } from "./internal/declaration/fromKeys.js"
import { parse } from "./internal/declaration/parse.js"
import { declaration } from "./internal/declaration/schema.js"

/** Default values for declared keys. */
export interface Defaults {
  /** When usage counted against the limit resets; `null` for never. */
  readonly limitReset?: LimitReset | null
  /** Whether usage of your own provider keys (BYOK) counts against the limit. */
  readonly includeByokInLimit?: boolean
  /** When the key expires, ISO-8601 with a time zone; `null` for never. A change replaces the key by a rotation. */
  readonly expiresAt?: string | null
  /** User ID of the key's creator. It cannot be changed: a plan refuses a key whose creator differs. */
  readonly creatorUserId?: string
  /** ID (UUID) of the key's workspace. If it is left out, a new key is created in the default workspace. */
  readonly workspaceId?: string
}

/**
 * A key that should exist. A field without a value here or in the defaults is not managed: a new key gets the API's
 * default, and an existing key keeps its value. Two exceptions: `limit` is required, and `disabled` defaults to `false`.
 */
export interface DeclaredKey extends Defaults {
  /** Name of the key. It must begin with the scope's prefix and be unique. */
  readonly name: string
  /** Spending limit in USD; `null` for no limit. */
  readonly limit: number | null
  /** The partner's end user the key is created for. It cannot be changed: a plan refuses a key whose user differs. */
  readonly externalUser?: string
  /** Whether the key is disabled. Default: `false`. */
  readonly disabled?: boolean
  /** Sink of the secret, such as `env-file:.env#CHECKOUT_API_KEY`. Required to create or replace the key. */
  readonly to?: string
}

/** The keys that a declaration manages. */
export interface Scope {
  /** Names of managed keys begin with this; other keys are never changed. `""`: all keys are managed. */
  readonly prefix: string
}

/** Declares which keys should exist. */
export interface Declaration {
  /** URL of the JSON Schema, for editors. */
  readonly $schema?: string
  /** Version of the format. */
  readonly version: 1
  readonly scope: Scope
  readonly defaults?: Defaults
  readonly keys: ReadonlyArray<DeclaredKey>
}

/** One error in a declaration, with its position in the text. */
export interface DeclarationIssue {
  /** Path of the field, such as `keys[1].limit`; empty for the text as a whole. */
  readonly path: string
  /** What is wrong, and what was expected. */
  readonly message: string
  /** Line in the text, from 1. */
  readonly line: number
  /** Column in the line, from 1. */
  readonly column: number
}

/** The text is not a valid declaration: `issues` lists what is wrong, and where. */
export class DeclarationError extends Data.TaggedError("DeclarationError")<{
  /** One line for each issue: `keys.yaml:6:5: keys[0].limit is missing: …`. */
  readonly message: string
  /** All errors, in the order of the text. */
  readonly issues: ReadonlyArray<DeclarationIssue>
}> {}

const describe = ({ column, line, message, path }: DeclarationIssue, file = ""): string =>
  `${file === "" ? "" : `${file}:`}${line}:${column}: ${path === "" ? "" : `${path} `}${message}`

const toError = (issues: ReadonlyArray<DeclarationIssue>, file: string | undefined): DeclarationError =>
  new DeclarationError({ issues, message: issues.map((issue) => describe(issue, file)).join("\n") })

/** Options of `fromKeys`. */
export interface FromKeysOptions {
  /** Only keys whose names begin with this; also the scope of the declaration. Default: `""`, all keys. */
  readonly prefix?: string | undefined
}

/** Options of `parse`. */
export interface ParseOptions {
  /**
   * Whether `to` may have forms that `SecretSink.parse` does not accept, for the option `sink` of `Plan.apply`. Default:
   * `false`.
   */
  readonly customSinks?: boolean | undefined
}

interface Statics {
  /**
   * Parses YAML or JSON. The error lists every issue with its line and column, and begins with the name `file`.
   *
   * A field without a value is an error: YAML would read an empty `limit:` as no limit. Names must begin with the
   * scope's prefix and be unique, and each `to` must be a sink.
   */
  readonly parse: (text: string, file?: string, options?: ParseOptions) => Either.Either<Declaration, DeclarationError>
  /**
   * Declares existing keys, sorted by name. Applied without edits, it changes nothing. Keys that are being rotated and
   * keys without a name are left out. Keys with the same name are all included; `parse` and plans reject them until all
   * but one are renamed.
   */
  readonly fromKeys: (keys: Iterable<ApiKey>, options?: FromKeysOptions) => Declaration
  /** Formats a declaration as YAML. */
  readonly stringify: (declaration: Declaration) => string
  /** The JSON Schema of the format, for editors. */
  readonly jsonSchema: () => JSONSchema.JsonSchema7Root
}

const statics: Statics = {
  parse: (text, file, options) => Either.mapLeft(parse(text, options), (issues) => toError(issues, file)),
  fromKeys,
  stringify,
  jsonSchema: () => JSONSchema.make(declaration)
}

/** Schema of a declaration, with functions to read and write files. */
export const Declaration: Schema.Schema<Declaration> & Statics = Object.assign(declaration, statics)
