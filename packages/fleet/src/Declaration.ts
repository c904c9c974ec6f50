/**
 * A file that says which keys exist: `openrouter-keys.yaml`, or the same as JSON.
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

/** Values of keys that do not say otherwise. */
export interface Defaults {
  /** When usage counted against the limit starts again; `null` for never. */
  readonly limitReset?: LimitReset | null
  /** Whether usage of your own provider keys (BYOK) counts against the limit. */
  readonly includeByokInLimit?: boolean
  /** When the key expires, ISO-8601 with its zone; `null` for never. A key that differs is replaced by a rotation. */
  readonly expiresAt?: string | null
  /** User ID of the key's creator. A key that differs is replaced. */
  readonly creatorUserId?: string
  /** ID (UUID) of the key's workspace. Left out: the default workspace for a new key. */
  readonly workspaceId?: string
}

/**
 * A key that is to exist. A field that is left out, also of the defaults, is not managed: a new key gets the API's
 * default, an existing one keeps its own. Two fields differ: `limit` is required, and `disabled` is `false` unless said.
 */
export interface DeclaredKey extends Defaults {
  /** Name of the key: it begins with the scope's prefix, and no other key has it. */
  readonly name: string
  /** Spending limit in USD; `null` says on purpose that there is none. */
  readonly limit: number | null
  /** The partner's end user the key is created for. A key that differs is replaced. */
  readonly externalUser?: string
  /** Whether the key is switched off. Default: `false`. */
  readonly disabled?: boolean
  /** Sink of the secret, as in `env-file:.env#CHECKOUT_API_KEY`: needed where the key is created or replaced. */
  readonly to?: string
}

/** The keys that a declaration owns. */
export interface Scope {
  /** The declaration owns the keys whose names begin so; nothing else is ever touched. `""`: all keys. */
  readonly prefix: string
}

/** Which keys are to exist. */
export interface Declaration {
  /** Address of the JSON Schema, for editors. */
  readonly $schema?: string
  /** Version of the format. */
  readonly version: 1
  readonly scope: Scope
  readonly defaults?: Defaults
  readonly keys: ReadonlyArray<DeclaredKey>
}

/** One thing that is wrong with a declaration, and where it stands in the text. */
export interface DeclarationIssue {
  /** Path of the field, as in `keys[1].limit`; empty where the text as a whole is meant. */
  readonly path: string
  /** What is wrong, and what was expected. */
  readonly message: string
  /** Line in the text, from 1. */
  readonly line: number
  /** Column in the line, from 1. */
  readonly column: number
}

/** The text is no declaration: `issues` says what is wrong and where. */
export class DeclarationError extends Data.TaggedError("DeclarationError")<{
  /** One line for each issue: `keys.yaml:6:5: keys[0].limit is missing: …`. */
  readonly message: string
  /** Everything that is wrong, in the order of the text. */
  readonly issues: ReadonlyArray<DeclarationIssue>
}> {}

const describe = ({ column, line, message, path }: DeclarationIssue, file = ""): string =>
  `${file === "" ? "" : `${file}:`}${line}:${column}: ${path === "" ? "" : `${path} `}${message}`

const toError = (issues: ReadonlyArray<DeclarationIssue>, file: string | undefined): DeclarationError =>
  new DeclarationError({ issues, message: issues.map((issue) => describe(issue, file)).join("\n") })

/** How `fromKeys` writes a declaration. */
export interface FromKeysOptions {
  /** Only keys whose names begin so, and the scope of the declaration. Default: `""`, all keys. */
  readonly prefix?: string | undefined
}

/** How `parse` reads a declaration. */
export interface ParseOptions {
  /**
   * Whether `to` may have other forms than those of `SecretSink.parse`, for the option `sink` of `Plan.apply`. Default:
   * `false`.
   */
  readonly customSinks?: boolean | undefined
}

interface Statics {
  /**
   * Reads YAML or JSON. Every problem is listed with its line and column. `file` is named in the error's message.
   *
   * A field without a value is an error: an empty `limit:` would otherwise read as no limit. Names must begin with the
   * scope's prefix and differ, and each `to` must be a sink.
   */
  readonly parse: (text: string, file?: string, options?: ParseOptions) => Either.Either<Declaration, DeclarationError>
  /**
   * A declaration of existing keys, by name: applied as it is, it changes nothing. Keys in the middle of a rotation and
   * keys without a name are left out. Keys of the same name stand in it twice; `parse` and plans refuse them until one is
   * renamed.
   */
  readonly fromKeys: (keys: Iterable<ApiKey>, options?: FromKeysOptions) => Declaration
  /** The declaration as YAML. */
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

/** Schema of a declaration, with what reads and writes it as a file. */
export const Declaration: Schema.Schema<Declaration> & Statics = Object.assign(declaration, statics)
