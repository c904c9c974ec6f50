/**
 * Identifies the account of a client, so that query keys of different accounts differ.
 *
 * Query keys contain no credential, not even a hash of one: they are persisted, and sent from servers to browsers.
 */
import * as Predicate from "effect/Predicate"
import type { OpenRouterOptions } from "../options.js"
import { environment } from "./coreOptions.js"

/** The account of a client. */
export interface Account {
  /** The option `account`: the same on a server and in a browser. */
  readonly name: string | undefined
  /** Identifies an account without name in this process. Random, so it reveals nothing about the credential. */
  readonly tag: string
  /** URL of the service, if the client or the environment sets it. */
  readonly serverURL: string | undefined
  /** The options that determine the account. Compared, never shown. */
  readonly config: ReadonlyArray<unknown>
}

const random = (): string => Math.random().toString(36).slice(2, 12)

const processId = random() + random()
let count = 0

/** A string that is unique across processes. */
const unique = (): string => `${processId}-${(++count).toString(36)}`

// =====================================================================================================================
// Aliases of secrets
// =====================================================================================================================

const maxAliases = 1_000

const aliases = new Map<string, string>()

/** A random string that replaces a secret: the same one while the secret is among the 1,000 most recently used. */
export const aliasFor = (secret: string): string => {
  const alias = aliases.get(secret) ?? unique()
  // Moves it to the end: the map is ordered by last use.
  aliases.delete(secret)
  aliases.set(secret, alias)
  if (aliases.size > maxAliases) {
    for (const oldest of aliases.keys()) {
      aliases.delete(oldest)
      break
    }
  }
  return alias
}

/** Whether a value has the form of an OpenRouter key. */
export const looksLikeApiKey = (value: unknown): value is string => typeof value === "string" && /sk-or-/i.test(value)

// =====================================================================================================================
// Accounts
// =====================================================================================================================

const accounts = new WeakMap<object, Account>()

const makeAccount = (options: OpenRouterOptions): Account => {
  const apiKey = options.apiKey || environment("apiKey")
  const serverURL = options.serverURL?.toString() ?? environment("serverURL")
  const { account, fetch } = options
  const isName = Predicate.isString(account) && account !== "" && account !== apiKey && !looksLikeApiKey(account)
  return {
    name: isName ? account : undefined,
    tag: unique(),
    serverURL,
    config: [apiKey, serverURL, fetch]
  }
}

const anonymousAccount = (): Account => ({ name: undefined, tag: unique(), serverURL: undefined, config: [{}] })

/** Stores the account of a client. */
export const registerAccount = (owner: object, options: OpenRouterOptions): void => {
  let account = anonymousAccount()
  // Options that throw when they are read make calls fail, not the constructor.
  try {
    account = makeAccount(options)
  } catch {}
  accounts.set(owner, account)
}

/** The account of a client. */
export const accountOf = (owner: object): Account => {
  const account = accounts.get(owner)
  if (account !== undefined) return account
  const anonymous = anonymousAccount()
  if (Predicate.isObjectKeyword(owner)) accounts.set(owner, anonymous)
  return anonymous
}

/** Whether two accounts are the same: they have the same name or, without names, the same configuration. */
export const isSameAccount = (one: Account, other: Account): boolean =>
  one.name === other.name &&
  (one.name !== undefined || one.config.every((value, index) => Object.is(value, other.config[index])))
