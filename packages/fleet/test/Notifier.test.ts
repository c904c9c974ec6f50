import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { createHmac } from "node:crypto"
import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Notifier } from "../src/Notifier.js"
import type { Event } from "../src/Watch.js"

const event: Event = {
  id: "gone/é/1",
  at: "2026-11-27T12:00:00.000Z",
  message: "The key \"a\" is gone.",
  _tag: "KeyGone",
  key: { hash: "f01d", label: "sk-or-v1-0e6...1c96", name: "a" }
}

const secret = Redacted.make("a secret that is long enough")
const url = "https://example.com/hook?token=of-the-receiver"

interface Received {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly at: number
}

/** A receiver that responds with these statuses, one after the other; 0 is no response. */
const receiver = (...statuses: ReadonlyArray<number>) => {
  const received: Array<Received> = []
  const client = HttpClient.make((request) =>
    Effect.flatMap(Effect.clockWith((clock) => clock.currentTimeMillis), (at) => {
      const status = statuses[received.length] ?? 200
      const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      received.push({ headers: request.headers, body, at })
      return status === 0
        ? Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport" }))
        : Effect.succeed(HttpClientResponse.fromWeb(request, new Response(null, { status })))
    })
  )
  const layer = Notifier.webhook({ url, secret }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, client)))
  return { received, layer }
}

const passing = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  })

describe("Notifier.webhook", () => {
  it.effect("posts the event, signed according to Standard Webhooks", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(1_795_780_800_000)
      const { layer, received } = receiver(204)
      yield* Effect.provide(Notifier.notify(event), layer)
      const [request] = received
      assert.deepStrictEqual(JSON.parse(request!.body), event)
      const { "content-type": type, "webhook-id": id, "webhook-signature": signature, "webhook-timestamp": timestamp } =
        request!.headers
      assert.strictEqual(type, "application/json")
      assert.strictEqual(timestamp, "1795780800")
      const expected = createHmac("sha256", Redacted.value(secret)).update(`${id}.${timestamp}.${request!.body}`)
        .digest("base64")
      assert.strictEqual(signature, `v1,${expected}`)
      const genuine = (changes: object = {}) =>
        Notifier.verify({ secret, headers: request!.headers, body: request!.body, ...changes })
      assert.isTrue(yield* genuine())
      assert.isFalse(yield* genuine({ body: `${request!.body} ` }))
      assert.isFalse(yield* genuine({ secret: Redacted.make("another secret of that length") }))
      assert.isFalse(yield* genuine({ headers: { ...request!.headers, "webhook-timestamp": "1795780801" } }))
      assert.isFalse(yield* genuine({ headers: {} }))
      yield* TestClock.adjust("6 minutes")
      assert.isFalse(yield* genuine())
    }))

  it.effect("retries with the same ID, a new timestamp and growing delays", () =>
    Effect.gen(function*() {
      const { layer, received } = receiver(500, 0, 429, 200)
      yield* passing(Effect.provide(Notifier.notify(event), layer))
      assert.lengthOf(received, 4)
      assert.lengthOf([...new Set(received.map(({ headers }) => headers["webhook-id"]))], 1)
      assert.isAbove(received[3]!.at - received[2]!.at, received[1]!.at - received[0]!.at)
      assert.notStrictEqual(received[0]!.headers["webhook-timestamp"], received[3]!.headers["webhook-timestamp"])
    }))

  it.effect("stops retrying in the end, and does not retry a rejection", () =>
    Effect.gen(function*() {
      const down = receiver(...Array.from({ length: 10 }, () => 503))
      const error = yield* passing(Effect.flip(Effect.provide(Notifier.notify(event), down.layer)))
      assert.lengthOf(down.received, 6)
      assert.strictEqual(error.message, "Event gone/é/1 was not delivered: https://example.com/hook responded 503.")
      const refusing = receiver(410)
      yield* Effect.flip(Effect.provide(Notifier.notify(event), refusing.layer))
      assert.lengthOf(refusing.received, 1)
    }))

  it.effect("shows neither its secret nor the query of its URL", () =>
    Effect.gen(function*() {
      const { layer } = receiver(...Array.from({ length: 10 }, () => 0))
      const error = yield* passing(Effect.flip(Effect.provide(Notifier.notify(event), layer)))
      assert.notInclude(JSON.stringify(error) + String(error), "of-the-receiver")
      assert.notInclude(JSON.stringify(error) + String(error), Redacted.value(secret))
    }))

  it.effect.each([301, 302, 303, 307, 308, 304])(
    "treats %i as a failure, without a retry",
    (status) =>
      Effect.gen(function*() {
        const redirecting = receiver(status)
        const error = yield* Effect.flip(Effect.provide(Notifier.notify(event), redirecting.layer))
        assert.lengthOf(redirecting.received, 1)
        assert.strictEqual(
          error.message,
          `Event gone/é/1 was not delivered: https://example.com/hook responded ${status}: redirects are not followed.`
        )
      })
  )

  it.effect("does not let fetch follow a redirect, and keeps its other settings", () =>
    Effect.gen(function*() {
      const inits: Array<RequestInit | undefined> = []
      const fetch = (_: string | URL | Request, init?: RequestInit) => {
        inits.push(init)
        return Promise.resolve(
          init?.redirect === "manual"
            ? new Response(null, { status: 302, headers: { location: "https://example.com/" } })
            : new Response("<h1>Welcome</h1>", { status: 200 })
        )
      }
      const settings = { keepalive: true, redirect: "follow" } as const
      const error = yield* Effect.flip(Effect.provide(
        Notifier.notify(event),
        Notifier.webhook({ url, secret }).pipe(Layer.provide(FetchHttpClient.layer))
      )).pipe(
        Effect.provideService(FetchHttpClient.Fetch, fetch),
        Effect.provideService(FetchHttpClient.RequestInit, settings)
      )
      assert.include(error.message, "responded 302")
      assert.lengthOf(inits, 1)
      assert.include(inits[0], { redirect: "manual", keepalive: true })
    }))

  it.effect.each<readonly [changes: object, message: string]>([
    [{ secret: Redacted.make("") }, "The webhook is invalid: `secret` is empty."],
    [{ secret: Redacted.make("tooshort-secret") }, "`secret` is shorter than 16 characters."],
    [{ secret: Redacted.make("whsec_c2hvcnQ=") }, "`secret` is shorter than 16 characters."],
    [{ secret: Redacted.make("whsec_this is no base64 at all") }, "`secret` is not valid base64 after whsec_."],
    [{ secret: "tooshort-secret of-the-receiver" }, "`secret` is not a Redacted string: wrap it with Redacted.make."],
    [{ secret: undefined }, "`secret` is not a Redacted string"],
    [{ secret: Redacted.make(undefined) }, "`secret` is not a Redacted string"],
    [{ url: "example.com/of-the-receiver" }, "`url` is not a URL: use one that begins with https://."],
    [{ url: "" }, "`url` is not a URL"],
    [{ url: undefined }, "`url` is not a URL"],
    [{ url: "ftp://example.com/of-the-receiver" }, "`url` must begin with https:// or http://."],
    [{ url: "https://of-the-receiver:x@example.com/" }, "`url` contains a user name or password"],
    [{ maxRetries: -1 }, "`maxRetries` is -1: expected a whole number, 0 or more."],
    [{ maxRetries: Number.NaN }, "`maxRetries` is NaN"],
    [{ timeout: "-5 seconds" }, "`timeout` is \"-5 seconds\": expected a duration"],
    [{ retries: 3 }, "`retries` is not a known field: did you mean maxRetries?"]
  ])("rejects %j when it is built", ([changes, message]) =>
    Effect.gen(function*() {
      const client = Layer.succeed(HttpClient.HttpClient, HttpClient.make(() => Effect.dieMessage("sent")))
      const layer = Notifier.webhook({ url, secret, ...changes }).pipe(Layer.provide(client))
      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
      assert.strictEqual(error._tag, "NotifierError")
      assert.include(error.message, message)
      assert.notMatch(error.message, /tooshort|of-the-receiver/)
    }))

  it.effect("rejects an empty secret of a receiver", () =>
    Effect.gen(function*() {
      const received = { headers: {}, body: "{}" }
      const empty = yield* Effect.flip(Notifier.verify({ ...received, secret: Redacted.make("") }))
      assert.strictEqual(empty.message, "The receiver is invalid: `secret` is empty.")
      const odd = yield* Effect.flip(Notifier.verify({ ...received, secret, tolerance: Number.NaN }))
      assert.include(odd.message, "`tolerance` is NaN: expected a duration")
    }))
})

describe("Notifier.command", () => {
  it.live("passes the event to a program", () =>
    Effect.gen(function*() {
      const file = join(mkdtempSync(join(tmpdir(), "fleet-")), "event.json")
      const layer = Notifier.command(["/bin/sh", "-c", "cat > \"$0\"", file])
      yield* Effect.provide(Notifier.notify(event), layer)
      assert.deepStrictEqual(JSON.parse(readFileSync(file, "utf8")), event)
    }))

  it.live("fails if the program fails or does not exist", () =>
    Effect.gen(function*() {
      const failing = Notifier.command(["/bin/sh", "-c", "echo no mail today >&2; exit 3"])
      const error = yield* Effect.flip(Effect.provide(Notifier.notify(event), failing))
      assert.include(error.message, "/bin/sh ended with status 3: no mail today.")
      const missing = Notifier.command(["/no/such/program"])
      assert.include((yield* Effect.flip(Effect.provide(Notifier.notify(event), missing))).message, "cannot be run")
    }))

  it.effect.each([[[]], [[""]], [undefined]])("rejects the command %j", ([argv]) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(Notifier.command(argv as never))))
      assert.include(error.message, "A command is a list of strings that begins with the program")
    }))
})
