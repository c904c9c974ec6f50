/** What ordinary code does: Promises, and functions that never reject. */
import {
  type CommonError,
  ConnectionError,
  InternalServerError,
  InvalidRequest,
  NotFound,
  OpenRouter,
  OpenRouterCore,
  RequestAborted,
  RequestTimeout,
  TooManyRequests,
  Unauthorized
} from "@openrouter-keys/adapters"
import { apiKeysCreate } from "@openrouter-keys/adapters/funcs/apiKeysCreate"
import { apiKeysGet } from "@openrouter-keys/adapters/funcs/apiKeysGet"
import { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"
import { equal, fail, hold, type Place, received, rejection, type Scenario } from "./scenario.js"

/** Makes a client for a place. */
export type Open = (place: Place) => OpenRouter

const clientOf: Open = ({ managementKey, url }) => new OpenRouter({ apiKey: managementKey, serverURL: url })

const backoff = { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 1 } } as const

const described = ({ _tag, isRetryable, outcome }: CommonError | NotFound) => ({ _tag, outcome, isRetryable })

/** Takes a key through its life. */
export const sixOperations = (open: Open): Scenario => async (place) => {
  await using openRouter = open(place)
  const { apiKeys } = openRouter
  const { data, key } = await apiKeys.create({ name: "Smoke", limit: 5, limitReset: "monthly" })
  hold(key.startsWith("sk-or-v1-"), "a created key is shown")
  equal((await apiKeys.get({ hash: data.hash })).data, data, "the key that is read")
  const changed = await apiKeys.update({ hash: data.hash, requestBody: { disabled: true, name: "Smoked" } })
  equal([changed.data.name, changed.data.disabled], ["Smoked", true], "the key that was changed")
  const { data: listed } = await apiKeys.list({ includeDisabled: true })
  hold(listed.some(({ hash }) => hash === data.hash), "the key is listed")
  equal(await apiKeys.delete({ hash: data.hash }), { deleted: true }, "a deletion")
  equal((await apiKeys.getCurrentKeyMetadata()).data.isManagementKey, true, "the key that asks")
}

const errorTypes: Scenario = async (place) => {
  const { apiKeys } = clientOf(place)
  const missing = await rejection(apiKeys.get({ hash: "missing" }))
  hold(missing instanceof NotFound && missing instanceof Error, "a missing key is NotFound")
  equal(described(missing), { _tag: "NotFound", outcome: "Rejected", isRetryable: false }, "a missing key")
  equal(missing.statusCode, 404, "a missing key's status")
  const stranger = await rejection(new OpenRouter({ apiKey: "wrong", serverURL: place.url }).apiKeys.list())
  hold(stranger instanceof Unauthorized, "a wrong key is Unauthorized")
  const wrong = await rejection(apiKeys.create({ name: "" }))
  hold(wrong instanceof InvalidRequest, "wrong input is InvalidRequest")
  equal(described(wrong), { _tag: "InvalidRequest", outcome: "NotSent", isRetryable: false }, "wrong input")
  hold(!JSON.stringify([missing, stranger, wrong]).includes(place.managementKey), "errors do not show the key")
}

const retries: Scenario = async (place) => {
  const { apiKeys } = clientOf(place)
  await fail(place, { operation: "list", status: 503, times: 2 })
  await apiKeys.list({}, { retries: backoff })
  equal(await received(place, "list"), 3, "requests of a list that fails twice")
  await fail(place, { operation: "create", status: 429, headers: { "retry-after": "0" } })
  await apiKeys.create({ name: "Limited" })
  equal(await received(place, "create"), 2, "requests of a create that came too soon")
}

const onlyOnce: Scenario = async (place) => {
  const { apiKeys } = clientOf(place)
  await fail(place, { operation: "create", status: 500 })
  const error = await rejection(apiKeys.create({ name: "Once" }, { retries: backoff }))
  hold(error instanceof InternalServerError, "the service's error is InternalServerError")
  equal(described(error), { _tag: "InternalServerError", outcome: "Unknown", isRetryable: false }, "the error")
  equal(await received(place, "create"), 1, "requests of a create that may have been carried out")
}

/** Some runtimes send a request again by themselves when a connection that was kept open is lost under it. */
const lostAnswer: Scenario = async (place) => {
  const { apiKeys } = clientOf(place)
  await fail(place, { operation: "create", drop: "after" })
  const error = await apiKeys.create({ name: "Lost" }).then(() => undefined, (error: unknown) => error)
  const times = await received(place, "create")
  if (times === 2 && error === undefined) return "twice"
  hold(error instanceof ConnectionError, "a lost answer is ConnectionError")
  equal([error.outcome, error.attempts], ["Unknown", 1], "the error")
  equal(times, 1, "requests of a create whose answer was lost")
  return "once"
}

/** Whether the runtime tells a connection that was never made from one that was lost. */
export const refused = (open: Open): Scenario => async ({ closedUrl, ...place }) => {
  await using openRouter = open({ ...place, closedUrl, url: closedUrl })
  const error = await rejection(openRouter.apiKeys.create({ name: "Refused" }, { retries: { strategy: "none" } }))
  hold(error instanceof ConnectionError, "a refused connection is ConnectionError")
  return error.outcome
}

const timeouts: Scenario = async (place) => {
  await fail(place, { operation: "get", delay: "10s" })
  const options = { timeoutMs: 100, retries: { strategy: "none" } } as const
  const error = await rejection(clientOf(place).apiKeys.get({ hash: "slow" }, options))
  hold(error instanceof RequestTimeout, "an answer that does not come is RequestTimeout")
}

/** Ends a call while it is under way, and returns how it fails; slowness of the machine is no finding. */
const abortLater = async (call: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
  const started = Date.now()
  const controller = new AbortController()
  setTimeout(() => controller.abort("enough"), 200)
  const error = await rejection(call(controller.signal))
  hold(error instanceof RequestAborted, "an aborted call is RequestAborted")
  equal([error.name, error.cause], ["AbortError", "enough"], "the error")
  hold(Date.now() - started < 5000, "aborting ends a call at once")
}

/** Ends calls that are under way, that wait to be sent again, and that were not sent yet. */
export const aborting = (open: Open): Scenario => async (place) => {
  await using openRouter = open(place)
  const { apiKeys } = openRouter
  await fail(place, { operation: "list", delay: "20s" })
  await abortLater(async (signal) => apiKeys.list({}, { signal }))
  await fail(place, { operation: "get", status: 503, headers: { "retry-after": "20" } })
  await abortLater(async (signal) => apiKeys.get({ hash: "waiting" }, { signal }))
  equal(await received(place, "get"), 1, "requests of a call that was ended while it waited")
  const error = await rejection(apiKeys.delete({ hash: "unsent" }, { signal: AbortSignal.abort() }))
  hold(error instanceof RequestAborted && error.outcome === "NotSent", "a call that is aborted already is not sent")
}

const allPages: Scenario = async (place) => {
  const hashes = []
  for await (const { hash } of clientOf(place).apiKeys.listAll({ includeDisabled: true })) hashes.push(hash)
  hold(hashes.length > 100 && new Set(hashes).size === hashes.length, "each key of all pages comes once")
  equal(await received(place, "list"), 4, "requests of a list of two pages")
  for await (const _ of clientOf(place).apiKeys.listAll()) break
  equal(await received(place, "list"), 5, "requests of a list that is left")
}

const results: Scenario = async (place) => {
  const client = new OpenRouterCore({ apiKey: place.managementKey, serverURL: place.url })
  const created = await apiKeysCreate(client, { name: "Result" })
  hold(created.ok, "a creation is ok")
  const missing = await apiKeysGet(client, { hash: "missing" })
  equal(missing.ok ? "ok" : missing.error._tag, "NotFound", "a missing key")
  await fail(place, { operation: "list", status: 429, headers: { "retry-after": "3600" } })
  const limited = await apiKeysList(client)
  hold(!limited.ok && limited.error instanceof TooManyRequests, "a limit is an error, not an exception")
}

/** What ordinary code does. */
export const adapters: Readonly<Record<string, Scenario>> = {
  "six operations": sixOperations(clientOf),
  "error types": errorTypes,
  "requests are sent again": retries,
  "a create is sent once": onlyOnce,
  "an answer is lost": lostAnswer,
  "a connection is refused": refused(clientOf),
  timeouts,
  "aborting": aborting(clientOf),
  "all pages": allPages,
  results
}
