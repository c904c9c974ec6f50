/** The Promise APIs as clients of the suites: methods reject with errors, functions resolve to results, mutations reject. */
import type {
  CallResult,
  CallSettings,
  ListedKey,
  Name,
  SeenError,
  Settings,
  TestClient
} from "../../../core/test/suites/testClient.js"
import { bearer } from "../../../core/test/support/wire.js"
import {
  apiKeysCreate,
  apiKeysDelete,
  apiKeysGet,
  apiKeysGetCurrentKeyMetadata,
  apiKeysList,
  apiKeysUpdate,
  OpenRouter,
  OpenRouterCore,
  type OpenRouterOptions,
  type RequestOptions,
  type Result
} from "../../src/index.js"
import {
  buildApiKeysCreateMutation,
  buildApiKeysDeleteMutation,
  buildApiKeysUpdateMutation
} from "../../src/react-query/index.js"

/** Options of a client that sends once unless told otherwise. */
const clientOptions = (settings: Settings): OpenRouterOptions => {
  const { apiKey = bearer, retry, serverURL, ...same } = settings
  const { initialInterval, maxElapsed, maxInterval } = typeof retry === "object" ? retry : {}
  return {
    ...same,
    apiKey,
    serverURL: serverURL as string | undefined,
    retryConfig: retry === undefined ? { strategy: "none" } : {
      strategy: "backoff",
      ...(retry === "default" ? {} : { backoff: { initialInterval, maxInterval, maxElapsedTime: maxElapsed } })
    }
  }
}

const callOptions = ({ retry }: Settings, options: CallSettings | undefined): RequestOptions | undefined => {
  const retryCodes = typeof retry === "object" ? retry.statuses?.map(String) : undefined
  if (options === undefined && retryCodes === undefined) return undefined
  const { headers, serverURL, timeout } = options ?? {}
  return {
    ...(retryCodes === undefined ? {} : { retryCodes }),
    ...(options !== undefined && "headers" in options ? { headers } : {}),
    ...(options !== undefined && "serverURL" in options ? { serverURL } : {}),
    ...(options !== undefined && "timeout" in options ? { timeoutMs: timeout } : {})
  } as RequestOptions
}

const rejected = (error: unknown, how = "failed"): CallResult => ({ ok: false, how, error: error as SeenError })

/** The result of a promise. A synchronous throw is not a rejection. */
const resultOf = async (promise: () => Promise<unknown>): Promise<CallResult> => {
  let pending: Promise<unknown>
  try {
    pending = promise()
  } catch (error) {
    return rejected(error, "threw")
  }
  return pending.then((value) => ({ ok: true, value }), rejected)
}

type Method = (...args: ReadonlyArray<unknown>) => Promise<unknown>
type Standalone = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) => Promise<Result<unknown>>
type Build = (client: OpenRouterCore) => {
  readonly mutationFn: (variables: { readonly request: unknown; readonly options?: unknown }) => Promise<unknown>
}

const argumentsOf = (name: Name, request: unknown, options: RequestOptions | undefined): ReadonlyArray<unknown> => [
  ...(name === "getCurrentKeyMetadata" ? [] : [request]),
  ...(options === undefined ? [] : [options])
]

const names: ReadonlyArray<Name> = ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"]

const listAll: TestClient["listAll"] = async (request, settings) => {
  const keys: Array<ListedKey> = []
  const reading = async () => {
    const all = new OpenRouter(clientOptions(settings)).apiKeys.listAll(request as undefined)
    for await (const key of all) keys.push(key)
  }
  return { keys, result: await resultOf(reading) }
}

/** `OpenRouter`. */
export const promises: TestClient = {
  name: "OpenRouter",
  names,
  listAll,
  call: (name, request, settings, options) =>
    resultOf(() =>
      (new OpenRouter(clientOptions(settings)).apiKeys[name] as Method)(
        ...argumentsOf(name, request, callOptions(settings, options))
      )
    )
}

const standalone = {
  list: apiKeysList,
  create: apiKeysCreate,
  get: apiKeysGet,
  update: apiKeysUpdate,
  delete: apiKeysDelete,
  getCurrentKeyMetadata: apiKeysGetCurrentKeyMetadata
} as unknown as { readonly [N in Name]: Standalone }

/** The standalone functions, which must never reject. */
export const functions: TestClient = {
  name: "standalone functions",
  names,
  listAll,
  call: async (name, request, settings, options) => {
    const result = await resultOf(() =>
      standalone[name](
        new OpenRouterCore(clientOptions(settings)),
        ...argumentsOf(name, request, callOptions(settings, options))
      )
    )
    if (!result.ok) return { ...result, how: result.how === "failed" ? "rejected" : result.how }
    const value = result.value as Result<unknown>
    return value.ok ? { ok: true, value: value.value } : rejected(value.error)
  }
}

const mutations: { readonly [name: string]: Build } = {
  create: buildApiKeysCreateMutation as unknown as Build,
  update: buildApiKeysUpdateMutation as unknown as Build,
  delete: buildApiKeysDeleteMutation as unknown as Build
}

/** The functions that mutations run. */
const hooks: TestClient = {
  name: "mutations",
  names: ["create", "update", "delete"],
  listAll,
  call: (name, request, settings, options) =>
    resultOf(() =>
      mutations[name]!(new OpenRouterCore(clientOptions(settings))).mutationFn({
        request,
        options: callOptions(settings, options)
      })
    )
}

/** Every Promise API. */
export const clients: ReadonlyArray<TestClient> = [promises, functions, hooks]
