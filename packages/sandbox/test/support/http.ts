/**
 * Requests to a sandbox by the global `fetch` and by a raw socket.
 */
import type { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as TestServices from "effect/TestServices"
import * as Net from "node:net"
import type { Sandbox } from "../../src/index.js"

export interface Question {
  readonly token?: string
  /** Strings and streams are sent unchanged, other values as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

const bodyOf = (body: unknown): BodyInit | null => {
  if (body === undefined) return null
  return typeof body === "string" || body instanceof ReadableStream ? body : JSON.stringify(body)
}

/** Sends a request, by default with the management key. */
export const send = (
  sandbox: Sandbox.Service,
  method: string,
  path: string,
  { body, signal, token }: Question = {}
): Promise<Response> => {
  const init: RequestInit & { readonly duplex: "half" } = {
    method,
    headers: { authorization: `Bearer ${token ?? sandbox.managementKey}` },
    body: bodyOf(body),
    duplex: "half",
    ...signal && { signal }
  }
  return fetch(`${sandbox.url}${path}`, init)
}

/** Sends a request and parses the response as JSON. */
export const ask = (sandbox: Sandbox.Service, method: string, path: string, question?: Question) =>
  Effect.promise(async () => {
    const response = await send(sandbox, method, path, question)
    return { status: response.status, headers: response.headers, json: await response.json() }
  })

/** The error that a promise rejects with. */
export const rejection = (promise: Promise<unknown>) =>
  Effect.flip(Effect.tryPromise({ try: () => promise, catch: (error) => error as Error }))

/** Waits in real time until the received requests match a condition. */
export const received = (
  sandbox: FakeOpenRouter.Service,
  asItShould: (requests: ReadonlyArray<FakeOpenRouter.ReceivedRequest>) => boolean
) =>
  sandbox.requests.pipe(
    Effect.repeat({ until: asItShould, schedule: Schedule.spaced("5 millis") }),
    TestServices.provideLive
  )

/** Waits until this number of requests has arrived. */
export const arrived = (sandbox: Sandbox.Service, count: number) =>
  received(sandbox, (requests) => requests.length >= count)

export interface Connection {
  readonly socket: Net.Socket
  /** All received bytes, once the connection is closed. */
  readonly closed: Promise<string>
}

/** A raw TCP connection. */
export const connect = (sandbox: Sandbox.Service): Effect.Effect<Connection> =>
  Effect.promise(() =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(sandbox.url)
      const socket = Net.connect(Number(port), hostname)
      let received = ""
      socket.setEncoding("utf8").on("data", (text: string) => {
        received += text
      })
      const closed = new Promise<string>((resolve) => {
        socket.on("error", () => {}).on("close", () => resolve(received))
      })
      socket.on("connect", () => resolve({ socket, closed }))
    })
  )
