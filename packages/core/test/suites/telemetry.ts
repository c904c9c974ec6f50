/** What can be watched of a call: its span, as OpenTelemetry gets it, debug logs and metrics. */
import { assert, describe, it } from "vitest"
import { bearer, createdKey, errorBody, hash } from "../support/wire.js"
import { closedURL, inTurn, listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import type { Name, Settings } from "./testClient.js"

/** A span as an exporter of OpenTelemetry gets it. */
export interface SeenSpan {
  readonly name: string
  readonly kind: "client" | "internal"
  readonly id: string
  readonly parentId: string | undefined
  readonly isError: boolean
  readonly attributes: Attributes
  readonly events: ReadonlyArray<{ readonly name: string; readonly attributes: Attributes }>
}

type Attributes = Readonly<Record<string, string | number | boolean>>

/** A line of a log. */
export interface SeenLine {
  readonly message: string
  readonly annotations: Readonly<Record<string, unknown>>
}

/** What is called. */
export interface Called {
  readonly name: Name
  readonly request?: unknown
}

/** How a call is traced. */
export interface Tracing {
  /** Wraps the call in a span of the caller's: noted with the error's class, or with tracing off inside. */
  readonly caller?: "plain" | "noted" | "untraced"
}

/** One Effect API whose calls can be watched. None of the functions rejects if a call fails. */
export interface TelemetryClient {
  readonly name: string
  readonly traced: (called: Called, settings: Settings, tracing?: Tracing) => Promise<ReadonlyArray<SeenSpan>>
  /** The lines of calls, one after the other, at that level and above. */
  readonly logged: (
    called: ReadonlyArray<Called>,
    settings: Settings,
    level: "Debug" | "Info"
  ) => Promise<ReadonlyArray<SeenLine>>
  /** By how much metrics grew, by their name and sorted tags, as in `openrouter_keys_retries{operation=get}`. */
  readonly counted: (
    called: ReadonlyArray<Called>,
    settings: Settings,
    interruptAfterMs?: number
  ) => Promise<(metric: string) => number>
}

const names = Object.keys(samples) as ReadonlyArray<Name>

const pathOf = (name: Name): string => {
  if (name === "getCurrentKeyMetadata") return "/key"
  return name === "list" || name === "create" ? "/keys" : `/keys/${hash}`
}

const quick = { initialInterval: 1 }

const ofCall = (name: Name): Called => ({ name, request: samples[name].request })

const spans = (client: TelemetryClient): void => {
  describe(`${client.name}: spans`, () => {
    it.each(names)("%s is one span of kind client with HTTP attributes", async (name) => {
      const { method, success: [status, body] } = samples[name]
      const { url: serverURL } = await listen(respondWith(status, body))
      const [span, ...others] = await client.traced(ofCall(name), { serverURL })
      assert.lengthOf(others, 0)
      assert.include(span, { name: `ApiKeys.${name}`, kind: "client", parentId: undefined, isError: false })
      assert.deepStrictEqual(span!.attributes, {
        "http.request.method": method,
        "http.response.status_code": status,
        "server.address": "127.0.0.1",
        "server.port": Number(new URL(serverURL).port),
        "url.full": serverURL + pathOf(name),
        "url.template": pathOf(name).replace(hash, "{hash}"),
        "openrouter.attempts": 1
      })
    })

    it("have an event with reason and delay for each retry, and count retries", async () => {
      const { url: serverURL } = await listen(inTurn(
        respondWith(429, "", { "retry-after-ms": "7" }),
        (_, response) => response.socket!.destroy(),
        respondWith(...samples.update.success)
      ))
      const [span] = await client.traced(ofCall("update"), { serverURL, retry: quick })
      assert.include(span!.attributes, { "openrouter.attempts": 3, "http.request.resend_count": 2 })
      assert.deepStrictEqual(span!.events.map((event) => [event.name, event.attributes["error.type"]]), [
        ["retry", "429"],
        ["retry", "Connection"]
      ])
      // The service asks for 7 ms; the computed delay of at most 1 ms is less, and jitter of up to 100 ms is added.
      const delay = span!.events[0]!.attributes["retry.delay_ms"] as number
      assert.isAtLeast(delay, 7)
      assert.isAtMost(delay, 107)
    })

    it("have type and status of a failure, and no secret", async () => {
      const { url: serverURL } = await listen(({ headers }, response) => {
        response.writeHead(500).end(`${headers.authorization} {"key":"${createdKey}"}`)
      })
      const seen = await client.traced(ofCall("create"), { serverURL })
      assert.isTrue(seen[0]!.isError)
      const expected = { "error.type": "InternalServerError", "http.response.status_code": 500 }
      assert.include(seen[0]!.attributes, expected)
      assert.notInclude(JSON.stringify(seen), bearer)
      assert.notInclude(JSON.stringify(seen), createdKey)
    })

    it("record an exception with the class name as type, not the service's code", async () => {
      const notFound = await listen(respondWith(404, errorBody(404, "no")))
      for (
        const [serverURL, type] of [[notFound.url, "NotFound"], [await closedURL(), "ConnectionError"]] as const
      ) {
        const [span] = await client.traced(ofCall("get"), { serverURL })
        const [exception] = span!.events.filter(({ name }) => name === "exception")
        assert.strictEqual(exception!.attributes["exception.type"], type)
        assert.include(String(exception!.attributes["exception.message"]), "get: ")
        assert.match(String(exception!.attributes["exception.stacktrace"]), /[cC]lient\.ts:\d+/)
      }
    })

    it("have a URL in which a key passed as hash is redacted", async () => {
      const { url: serverURL } = await listen(respondWith(404, errorBody(404, "no")))
      const [span] = await client.traced({ name: "get", request: { hash: createdKey } }, { serverURL })
      assert.include(String(span!.attributes["url.full"]), "/keys/<redacted>")
    })

    it("have the caller's span as parent, which keeps its attributes", async () => {
      const { url: serverURL } = await listen(respondWith(...samples.list.success))
      const [list, caller] = await client.traced(ofCall("list"), { serverURL }, { caller: "plain" })
      assert.strictEqual(list!.parentId, caller!.id)
      assert.include(caller, { name: "caller", kind: "internal" })
      assert.deepStrictEqual(caller!.attributes, {})
    })

    it("let the caller's span have the class name, as the docs show", async () => {
      const { url: serverURL } = await listen(respondWith(404, errorBody(404, "no")))
      const seen = await client.traced(ofCall("get"), { serverURL }, { caller: "noted" })
      assert.deepStrictEqual(seen.map(({ attributes, isError, name }) => [name, attributes["error.type"], isError]), [
        ["ApiKeys.get", "NotFound", true],
        ["caller", "NotFound", true]
      ])
    })

    it("are missing if tracing is off, and the caller's span keeps its attributes and events", async () => {
      const { url: serverURL } = await listen(inTurn(
        respondWith(429, "", { "retry-after-ms": "1" }),
        respondWith(404, errorBody(404, "no"))
      ))
      const seen = await client.traced(ofCall("get"), { serverURL, retry: quick }, { caller: "untraced" })
      const events = seen.flatMap(({ events }) => events).filter(({ name }) => name !== "exception")
      assert.deepStrictEqual(seen.map(({ attributes, name }) => ({ name, attributes })), [
        { name: "caller", attributes: {} }
      ])
      assert.deepStrictEqual(events, [])
    })
  })
}

const logs = (client: TelemetryClient): void => {
  describe(`${client.name}: debug logs`, () => {
    it("name the operation, and are annotated so that they can be filtered", async () => {
      const { url: serverURL } = await listen(inTurn(
        respondWith(500),
        respondWith(...samples.get.success),
        respondWith(404)
      ))
      const calls = [ofCall("get"), ofCall("get")]
      const [retry, success, failure, ...others] = await client.logged(calls, { serverURL, retry: quick }, "Debug")
      assert.lengthOf(others, 0)
      assert.strictEqual(retry!.message, "ApiKeys.get: retry")
      assert.include(retry!.annotations, { "openrouter.operation": "get", "error.type": "500" })
      assert.property(retry!.annotations, "retry.delay_ms")
      assert.strictEqual(success!.message, "ApiKeys.get: Success")
      assert.strictEqual(failure!.message, "ApiKeys.get: NotFound")
      for (const { annotations } of [success!, failure!]) {
        assert.include(annotations, { "openrouter.operation": "get" })
        assert.property(annotations, "duration_ms")
      }
    })

    it("are written only at that level, and show no secret", async () => {
      const { url: serverURL } = await listen(respondWith(...samples.create.success))
      const debug = await client.logged([ofCall("create")], { serverURL }, "Debug")
      assert.deepStrictEqual(debug.map(({ message }) => message), ["ApiKeys.create: Success"])
      assert.notInclude(JSON.stringify(debug), bearer)
      assert.notInclude(JSON.stringify(debug), createdKey)
      assert.lengthOf(await client.logged([ofCall("create")], { serverURL }, "Info"), 0)
    })
  })
}

const metrics = (client: TelemetryClient): void => {
  describe(`${client.name}: metrics`, () => {
    it("count calls by operation and outcome, their duration, retries and waits", async () => {
      const { url: serverURL } = await listen(inTurn(
        respondWith(...samples.create.success),
        respondWith(500),
        respondWith(429, "", { "retry-after-ms": "5" }),
        respondWith(...samples.create.success)
      ))
      const create = ofCall("create")
      const calls = [create, create, create, { name: "create", request: { name: "" } } as const]
      const grown = await client.counted(calls, { serverURL, retry: quick })
      assert.strictEqual(grown("openrouter_keys_calls{operation=create,outcome=Success}"), 2)
      assert.strictEqual(grown("openrouter_keys_calls{operation=create,outcome=Unknown}"), 1)
      assert.strictEqual(grown("openrouter_keys_calls{operation=create,outcome=NotSent}"), 1)
      assert.strictEqual(grown("openrouter_keys_call_duration{operation=create}"), 4)
      assert.strictEqual(grown("openrouter_keys_retries{operation=create}"), 1)
      assert.isAtLeast(grown("openrouter_keys_retry_wait{operation=create}"), 5)
      assert.isAtMost(grown("openrouter_keys_retry_wait{operation=create}"), 105)
    })

    it("count an interrupted call as one", async () => {
      const { url: serverURL } = await listen(() => {})
      const grown = await client.counted([ofCall("get")], { serverURL }, 30)
      assert.strictEqual(grown("openrouter_keys_calls{operation=get,outcome=Interrupted}"), 1)
    })
  })
}

export const telemetry = (client: TelemetryClient): void => {
  spans(client)
  logs(client)
  metrics(client)
}
