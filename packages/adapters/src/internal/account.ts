/**
 * The account that a client acts for, as far as the keys of cached queries tell accounts apart.
 *
 * A credential never becomes part of a key, not even hashed: keys are persisted, and sent from servers to browsers.
 */
import * as Predicate from "effect/Predicate"
import type { OpenRouterOptions } from "../options.js"
import { environment } from "./options.js"

/** What is known of a client's account. */
export interface Account {
  /** The caller's name for it: the same on a server and in a browser. */
  readonly name: string | undefined
  /** Stands for it in this process where it has no name. Random, so it tells nothing about the credential. */
  readonly tag: string
  /** Address of the service, where the client or the environment says one. */
  readonly serverURL: string | undefined
  /** All that can decide which account the service sees. Compared, never shown. */
  readonly config: ReadonlyArray<unknown>
}

const random = (): string => Math.random().toString(36).slice(2, 12)

const processId = random() + random()
let count = 0

/** A text that no other text of this process, or of another one, is equal to. */
const unique = (): string => `${processId}-${(++count).toString(36)}`

// =====================================================================================================================
// Texts that must not be shown
// =====================================================================================================================

const maxStandIns = 1_000

const standIns = new Map<string, string>()

/**
 * A random text that stands for a secret one: the same each time, for as long as it is among the last 1,000 that were
 * asked for.
 */
export const standInFor = (secret: string): string => {
  const standIn = standIns.get(secret) ?? unique()
  // To the end, away from the oldest.
  standIns.delete(secret)
  standIns.set(secret, standIn)
  if (standIns.size > maxStandIns) {
    for (const oldest of standIns.keys()) {
      standIns.delete(oldest)
      break
    }
  }
  return standIn
}

/** Whether a value has the form of an OpenRouter key. */
export const looksSecret = (value: unknown): value is string => typeof value === "string" && /sk-or-/i.test(value)

// =====================================================================================================================
// Accounts
// =====================================================================================================================

const accounts = new WeakMap<object, Account>()

const make = (options: OpenRouterOptions): Account => {
  const apiKey = options.apiKey || environment("apiKey")
  const serverURL = options.serverURL?.toString() ?? environment("serverURL")
  const { account, fetch } = options
  const isName = Predicate.isString(account) && account !== "" && account !== apiKey && !looksSecret(account)
  return {
    name: isName ? account : undefined,
    tag: unique(),
    serverURL,
    config: [apiKey, serverURL, fetch]
  }
}

const unknown = (): Account => ({ name: undefined, tag: unique(), serverURL: undefined, config: [{}] })

/** Notes which account a client acts for. */
export const registerAccount = (owner: object, options: OpenRouterOptions): void => {
  let account = unknown()
  // Options that cannot be read make calls fail, not the client.
  try {
    account = make(options)
  } catch {}
  accounts.set(owner, account)
}

/** The account of a client. */
export const accountOf = (owner: object): Account => {
  const account = accounts.get(owner)
  if (account !== undefined) return account
  const anonymous = unknown()
  if (Predicate.isObjectKeyword(owner)) accounts.set(owner, anonymous)
  return anonymous
}

/** Whether two clients act for one account: it has the same name, or else they are configured alike. */
export const isSameAccount = (one: Account, other: Account): boolean =>
  one.name === other.name &&
  (one.name !== undefined || one.config.every((value, index) => Object.is(value, other.config[index])))
