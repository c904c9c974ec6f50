/** Builds the service: wraps secrets in `Redacted`, and captures where an operation is called. */
import { type CallSite, callSite } from "@openrouter-keys/protocol/client/CallSite"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ApiKeys } from "../ApiKeys.js"
import type { Execute } from "./client.js"
import { executions } from "./executions.js"
import { unwrapSecrets } from "./input.js"
import { listAll } from "./listAll.js"
import { makeService } from "./service.js"

type Method = (...args: Array<never>) => unknown

/** The operations, with `site` as the place of the call. */
export const makeAt = (execute: Execute, site: CallSite): ApiKeys.Service => {
  const service = makeService(execute, site)
  return {
    ...service,
    create: (request) =>
      Effect.map(
        Effect.suspend(() => service.create(unwrapSecrets(request))),
        ({ data, key }) => ({ data, key: Redacted.make(key) })
      ),
    listAll: listAll(service.list, site)
  }
}

/** Builds the operations on the calls of a client. */
export const makeApiKeys = (execute: Execute): ApiKeys.Service => {
  const at = (method: Method): ApiKeys.Service => makeAt(execute, callSite(method))
  const service: ApiKeys.Service = {
    list: (request) => at(service.list).list(request),
    create: (request) => at(service.create).create(request),
    get: (request) => at(service.get).get(request),
    update: (request) => at(service.update).update(request),
    delete: (request) => at(service.delete).delete(request),
    getCurrentKeyMetadata: () => at(service.getCurrentKeyMetadata).getCurrentKeyMetadata(),
    listAll: (request) => at(service.listAll).listAll(request)
  }
  executions.set(service, execute)
  return service
}
