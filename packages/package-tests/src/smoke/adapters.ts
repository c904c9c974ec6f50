/** Scenarios of the Promise API and the standalone functions. */
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
import { assert, equal, fail, received, rejection, type Scenario, type TestServer } from "./scenario.js"

/** Creates a client for a server. */
export type Open = (server: TestServer) => OpenRouter

const clientOf: Open = ({ managementKey, url }) => new OpenRouter({ apiKey: managementKey, serverURL: url })

const backoff = { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 1 } } as const

const described = ({ _tag, isRetryable, outcome }: CommonError | NotFound) => ({ _tag, outcome, isRetryable })

/** Creates, reads, changes, lists and deletes a key. */
export const sixOperations = (open: Open): Scenario => async (server) => {
  await using openRouter = open(server)
  const { apiKeys } = openRouter
  const { data, key } = await apiKeys.create({ name: "Smoke", limit: 5, limitReset: "monthly" })
  assert(key.startsWith("sk-or-v1-"), "create returns the secret")
  equal((await apiKeys.get({ hash: data.hash })).data, data, "the key read by get")
  const changed = await apiKeys.update({ hash: data.hash, requestBody: { disabled: true, name: "Smoked" } })
  equal([changed.data.name, changed.data.disabled], ["Smoked", true], "the changed key")
  const { data: listed } = await apiKeys.list({ includeDisabled: true })
  assert(listed.some(({ hash }) => hash === data.hash), "the key is listed")
  equal(await apiKeys.delete({ hash: data.hash }), { deleted: true }, "a deletion")
  equal((await apiKeys.getCurrentKeyMetadata()).data.isManagementKey, true, "the current key")
}

const errorTypes: Scenario = async (server) => {
  const { apiKeys } = clientOf(server)
  const missing = await rejection(apiKeys.get({ hash: "missing" }))
  assert(missing instanceof NotFound && missing instanceof Error, "a missing key is NotFound")
  equal(described(missing), { _tag: "NotFound", outcome: "Rejected", isRetryable: false }, "a missing key")
  equal(missing.statusCode, 404, "a missing key's status")
  const stranger = await rejection(new OpenRouter({ apiKey: "wrong", serverURL: server.url }).apiKeys.list())
  assert(stranger instanceof Unauthorized, "a wrong key is Unauthorized")
  const wrong = await rejection(apiKeys.create({ name: "" }))
  assert(wrong instanceof InvalidRequest, "wrong input is InvalidRequest")
  equal(described(wrong), { _tag: "InvalidRequest", outcome: "NotSent", isRetryable: false }, "wrong input")
  assert(!JSON.stringify([missing, stranger, wrong]).includes(server.managementKey), "errors do not show the key")
}

const retries: Scenario = async (server) => {
  const { apiKeys } = clientOf(server)
  await fail(server, { operation: "list", status: 503, times: 2 })
  await apiKeys.list({}, { retries: backoff })
  equal(await received(server, "list"), 3, "requests of a list that fails twice")
  await fail(server, { operation: "create", status: 429, headers: { "retry-after": "0" } })
  await apiKeys.create({ name: "Limited" })
  equal(await received(server, "create"), 2, "requests of a create after a 429")
}

const onlyOnce: Scenario = async (server) => {
  const { apiKeys } = clientOf(server)
  await fail(server, { operation: "create", status: 500 })
  const error = await rejection(apiKeys.create({ name: "Once" }, { retries: backoff }))
  assert(error instanceof InternalServerError, "the service's error is InternalServerError")
  equal(described(error), { _tag: "InternalServerError", outcome: "Unknown", isRetryable: false }, "the error")
  equal(await received(server, "create"), 1, "requests of a create that may have been processed")
}

/** Some runtimes resend a request if a kept-alive connection is lost. */
const lostResponse: Scenario = async (server) => {
  const { apiKeys } = clientOf(server)
  await fail(server, { operation: "create", drop: "after" })
  const error = await apiKeys.create({ name: "Lost" }).then(() => undefined, (error: unknown) => error)
  const times = await received(server, "create")
  if (times === 2 && error === undefined) return "twice"
  assert(error instanceof ConnectionError, "a lost response is ConnectionError")
  equal([error.outcome, error.attempts], ["Unknown", 1], "the error")
  equal(times, 1, "requests of a create whose response was lost")
  return "once"
}

/** Whether the runtime distinguishes a refused connection from a lost one. */
export const refusedConnection = (open: Open): Scenario => async ({ closedUrl, ...server }) => {
  await using openRouter = open({ ...server, closedUrl, url: closedUrl })
  const error = await rejection(openRouter.apiKeys.create({ name: "Refused" }, { retries: { strategy: "none" } }))
  assert(error instanceof ConnectionError, "a refused connection is ConnectionError")
  return error.outcome
}

const timeouts: Scenario = async (server) => {
  await fail(server, { operation: "get", delay: "10s" })
  const options = { timeoutMs: 100, retries: { strategy: "none" } } as const
  const error = await rejection(clientOf(server).apiKeys.get({ hash: "slow" }, options))
  assert(error instanceof RequestTimeout, "a missing response is RequestTimeout")
}

/** Aborts a running call and checks its error. The time limit is generous, for slow machines. */
const abortLater = async (call: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
  const started = Date.now()
  const controller = new AbortController()
  setTimeout(() => controller.abort("enough"), 200)
  const error = await rejection(call(controller.signal))
  assert(error instanceof RequestAborted, "an aborted call is RequestAborted")
  equal([error.name, error.cause], ["AbortError", "enough"], "the error")
  assert(Date.now() - started < 5000, "aborting ends a call at once")
}

/** Aborts calls while they run, while they wait for a retry, and before they are sent. */
export const aborting = (open: Open): Scenario => async (server) => {
  await using openRouter = open(server)
  const { apiKeys } = openRouter
  await fail(server, { operation: "list", delay: "20s" })
  await abortLater(async (signal) => apiKeys.list({}, { signal }))
  await fail(server, { operation: "get", status: 503, headers: { "retry-after": "20" } })
  await abortLater(async (signal) => apiKeys.get({ hash: "waiting" }, { signal }))
  equal(await received(server, "get"), 1, "requests of a call that was aborted while it waited")
  const error = await rejection(apiKeys.delete({ hash: "unsent" }, { signal: AbortSignal.abort() }))
  assert(error instanceof RequestAborted && error.outcome === "NotSent", "a call with an aborted signal is not sent")
}

const allPages: Scenario = async (server) => {
  const hashes = []
  for await (const { hash } of clientOf(server).apiKeys.listAll({ includeDisabled: true })) hashes.push(hash)
  assert(hashes.length > 100 && new Set(hashes).size === hashes.length, "each key of all pages comes once")
  equal(await received(server, "list"), 4, "requests of a list of two pages")
  for await (const _ of clientOf(server).apiKeys.listAll()) break
  equal(await received(server, "list"), 5, "requests after leaving the loop")
}

const results: Scenario = async (server) => {
  const client = new OpenRouterCore({ apiKey: server.managementKey, serverURL: server.url })
  const created = await apiKeysCreate(client, { name: "Result" })
  assert(created.ok, "create succeeds")
  const missing = await apiKeysGet(client, { hash: "missing" })
  equal(missing.ok ? "ok" : missing.error._tag, "NotFound", "a missing key")
  await fail(server, { operation: "list", status: 429, headers: { "retry-after": "3600" } })
  const limited = await apiKeysList(client)
  assert(!limited.ok && limited.error instanceof TooManyRequests, "a limit is an error, not an exception")
}

/** Scenarios of the Promise API. */
export const adapters: Readonly<Record<string, Scenario>> = {
  "six operations": sixOperations(clientOf),
  "error types": errorTypes,
  retries,
  "a create is not retried after a 500": onlyOnce,
  "a response is lost": lostResponse,
  "a connection is refused": refusedConnection(clientOf),
  timeouts,
  "aborting": aborting(clientOf),
  "all pages": allPages,
  results
}
