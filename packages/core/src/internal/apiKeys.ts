/** Builds the service: wraps secrets in `Redacted`, and captures where an operation is called. */
import { type CallSite, callSite } from "@openrouter-keys/protocol/client/CallSite"
import { operations } from "@openrouter-keys/protocol/Operation"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { ApiKeys } from "../ApiKeys.js"
import type {
  CreateKeysRequest,
  DeleteKeysRequest,
  GetKeyRequest,
  ListRequest,
  UpdateKeysRequest
} from "../KeyRequest.js"
import type { Execute } from "./client.js"
import { executions } from "./executions.js"
import { unwrapSecrets } from "./input.js"
import { listAll } from "./listAll.js"

type Method = (...args: Array<never>) => unknown

/** The operations, with `site` as the place of the call. A class, because each call makes one. */
class OperationsAt implements ApiKeys.Service {
  constructor(
    private readonly execute: Execute,
    private readonly site: CallSite
  ) {}

  list(request?: ListRequest) {
    return this.execute(operations.list, request, this.site)
  }

  create(request: CreateKeysRequest) {
    return Effect.map(
      Effect.suspend(() => this.execute(operations.create, unwrapSecrets(request), this.site)),
      ({ data, key }) => ({ data, key: Redacted.make(key) })
    )
  }

  get(request: GetKeyRequest) {
    return this.execute(operations.get, request, this.site)
  }

  update(request: UpdateKeysRequest) {
    return this.execute(operations.update, request, this.site)
  }

  delete(request: DeleteKeysRequest) {
    return this.execute(operations.delete, request, this.site)
  }

  getCurrentKeyMetadata() {
    return this.execute(operations.getCurrentKeyMetadata, undefined, this.site)
  }

  listAll(request?: ListRequest) {
    return listAll((page) => this.list(page), this.site)(request)
  }
}

/** The operations, with `site` as the place of the call. */
export const makeAt = (execute: Execute, site: CallSite): ApiKeys.Service => new OperationsAt(execute, site)

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
