/** Validates options of webhooks. Messages contain neither the secret nor the URL, which may contain a token. */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { Received, WebhookOptions } from "../../Notifier.js"
import { unknownField } from "../issues.js"
import { millisOf } from "../options.js"
import { shown } from "../shown.js"
import { issueOf } from "./signature.js"

type Issue = string | null

const first = (issues: ReadonlyArray<Issue>): Issue => issues.find((issue) => issue !== null) ?? null

const urlIssue = (url: unknown): Issue => {
  if (typeof url !== "string" || !URL.canParse(url)) return "`url` is not a URL: use one that begins with https://"
  const { password, protocol, username } = new URL(url)
  if (protocol !== "https:" && protocol !== "http:") return "`url` must begin with https:// or http://"
  return username === "" && password === "" ? null : "`url` contains a user name or password, which cannot be sent"
}

const secretIssue = (secret: unknown): Issue => {
  const text: unknown = Redacted.isRedacted(secret) ? Redacted.value(secret) : undefined
  return typeof text === "string" ? issueOf(text) : "`secret` is not a Redacted string: wrap it with Redacted.make"
}

const retriesIssue = (maxRetries: unknown): Issue =>
  maxRetries === undefined || (typeof maxRetries === "number" && Number.isInteger(maxRetries) && maxRetries >= 0)
    ? null
    : `\`maxRetries\` is ${shown(maxRetries)}: expected a whole number, 0 or more`

const timeIssue = (name: string, given: unknown): Issue =>
  given === undefined
    ? null
    : Either.match(millisOf(given), { onLeft: (message) => `\`${name}\` ${message}`, onRight: () => null })

const fields = ["url", "secret", "maxRetries", "timeout"]

const fieldIssue = (options: object): Issue => {
  const unknown = Object.keys(options).find((name) => !fields.includes(name))
  return unknown === undefined ? null : `\`${unknown}\` ${unknownField(unknown, fields)}`
}

/** Finds invalid options when the layer is built, before the first event. */
export const webhookIssue = (options: WebhookOptions): Issue =>
  first([
    fieldIssue(options),
    urlIssue(options.url),
    secretIssue(options.secret),
    retriesIssue(options.maxRetries),
    timeIssue("timeout", options.timeout)
  ])

/** Finds options with which a receiver would accept or reject every request. */
export const receiverIssue = ({ secret, tolerance }: Pick<Received, "secret" | "tolerance">): Issue =>
  first([secretIssue(secret), timeIssue("tolerance", tolerance)])
