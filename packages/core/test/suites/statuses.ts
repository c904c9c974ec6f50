/** Which error a status becomes, over a real server. */
import { assert, describe, it } from "vitest"
import { bearer, createdKey, errorBody, hash } from "../support/wire.js"
import { listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { type CallResult, failed, type FiberTestClient, type Name, type SeenError } from "./testClient.js"
import { visibleForms } from "./visible.js"

/** Statuses with a class of their own, by operation. */
const typed: { readonly [N in Name]: ReadonlyArray<number> } = {
  list: [400, 401, 403, 429, 500],
  create: [400, 401, 403, 429, 500],
  get: [401, 403, 404, 429, 500],
  update: [400, 401, 403, 404, 409, 429, 500],
  delete: [401, 403, 404, 429, 500],
  getCurrentKeyMetadata: [401, 403, 429, 500]
}

const classes: { readonly [status: number]: string } = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  429: "TooManyRequests",
  500: "InternalServerError"
}

const pathOf = (name: Name): string => {
  if (name === "getCurrentKeyMetadata") return "/api/v1/key"
  return name === "list" || name === "create" ? "/api/v1/keys" : `/api/v1/keys/${hash}`
}

/** The error of a call, which shows no secret. */
export const failing = (result: CallResult): SeenError => {
  const error = failed(result)
  for (const [form, text] of visibleForms(error)) {
    assert.notInclude(text, bearer, form)
    assert.notInclude(text, createdKey, form)
  }
  return error
}

export const statusesSuite = (client: FiberTestClient, statuses: ReadonlyArray<number>): void => {
  describe(`${client.name}: a status of an error has its class`, () => {
    it.each(client.names)("%s", async (name) => {
      const { method, request } = samples[name]
      let status = 0
      const server = await listen((...to) => respondWith(status, errorBody(status, "says no"))(...to))
      for (status of statuses.filter((status) => !client.hidden.includes(status))) {
        const error = failing(await client.call(name, request, { serverURL: server.url }))
        assert.strictEqual(error._tag, typed[name].includes(status) ? classes[status] : "UnexpectedStatus")
        assert.include({ ...error }, { statusCode: status, operation: name, code: status, attempts: 1 })
        assert.include(error.message, "says no")
        assert.strictEqual(error.outcome, status < 500 && status !== 408 ? "Rejected" : "Unknown")
        const transient = [408, 429].includes(status) || status >= 500
        assert.strictEqual(error.isRetryable, transient && (method !== "POST" || status === 429))
      }
      assert.isAtLeast(server.requests.length, statuses.length - client.hidden.length)
      for (const each of server.requests) assert.include({ ...each }, { method, path: pathOf(name) })
    })
  })
}

/** Every status of an error. */
export const allStatuses = Array.from({ length: 200 }, (_, index) => 400 + index)
