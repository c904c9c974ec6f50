import { assert, describe, it } from "@effect/vitest"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Net from "node:net"
import { inject } from "vitest"
import { Sandbox } from "../src/index.js"
import * as Server from "../src/Server.js"
import { attack, attackAll, attacks, leaveEarly } from "./support/attacks.js"
import { ask } from "./support/http.js"

const portOf = ({ url }: { readonly url: string }): number => Number(new URL(url).port)

/** Runs the command until the scope closes. Fails the test if it ends earlier. */
const command = (...flags: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [inject("bin"), "--json", "--quiet", "--management-key", "mine", ...flags])
      let stderr = ""
      child.stderr.on("data", (text) => stderr += text)
      const [line] = (await once(child.stdout, "data")) as [Buffer]
      return { child, stderr: () => stderr, url: (JSON.parse(String(line)) as { readonly url: string }).url }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

const isServing = ({ url }: { readonly url: string }) =>
  Effect.tryPromise(async () => (await fetch(`${url}/keys`, { headers: { authorization: "Bearer mine" } })).status)

const inProcess = <A, E>(f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(Sandbox, f), Sandbox.layer({ managementKey: "mine", keys: 5 }))

describe("no client crashes", () => {
  it.scopedLive("the command", () =>
    Effect.gen(function*() {
      const run = yield* command()
      yield* Effect.promise(() => attackAll(portOf(run)))
      assert.strictEqual(yield* isServing(run), 200)
      assert.deepStrictEqual([run.child.exitCode, run.stderr()], [null, ""])
    }))

  it.live("the process of a layer", () =>
    inProcess((sandbox) =>
      Effect.gen(function*() {
        yield* Effect.promise(() => attackAll(portOf(sandbox)))
        assert.strictEqual(yield* isServing(sandbox), 200)
      })
    ))

  it.scopedLive("the command by opening too many connections", () =>
    Effect.gen(function*() {
      const run = yield* Effect.acquireRelease(
        Effect.sync(() => {
          const args = `ulimit -n 64; exec "$0" "$1" --json --quiet --management-key mine`
          return spawn("sh", ["-c", args, process.execPath, inject("bin")])
        }),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      )
      const [line] = yield* Effect.promise(() => once(run.stdout, "data") as Promise<[Buffer]>)
      const { url } = JSON.parse(String(line)) as { readonly url: string }
      const sockets = Array.from({ length: 200 }, () => Net.connect(portOf({ url }), "127.0.0.1").on("error", () => {}))
      yield* Effect.sleep("200 millis")
      for (const socket of sockets) socket.destroy()
      // The command may still be handling closed connections.
      const serving = Effect.retry(isServing({ url }), { times: 20, schedule: Schedule.spaced("250 millis") })
      assert.strictEqual(yield* serving, 200)
    }))

  it.live("it during a response", () =>
    inProcess((sandbox) =>
      Effect.gen(function*() {
        const text = "GET /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mine\r\n\r\n"
        const faults: ReadonlyArray<FakeOpenRouter.Fault> = [
          { body: "x".repeat(2_000_000) },
          { cut: true, body: "x".repeat(2_000_000) },
          { drop: "before" },
          { drop: "after" },
          { delay: "2 millis" }
        ]
        for (const fault of faults) {
          yield* sandbox.fail({ ...fault, times: Infinity })
          yield* Effect.promise(() => leaveEarly(portOf(sandbox), text))
          yield* sandbox.clearFaults
        }
        assert.strictEqual(yield* isServing(sandbox), 200)
      })
    ))
})

describe("a server", () => {
  it.live("rejects other protocols and closes the connection", () =>
    inProcess((sandbox) =>
      Effect.gen(function*() {
        for (const { leaves, name, text } of attacks.filter(({ leaves }) => leaves === "never")) {
          const rejected = /^(?:an upgrade(?! to HTTP)|a websocket)/.test(name) ? 400 : /CONNECT/.test(name) ? 405 : 0
          if (rejected === 0) continue
          const received = yield* Effect.promise(() => attack(portOf(sandbox), { text, leaves }))
          assert.match(received, new RegExp(`^HTTP/1\\.1 ${rejected} `), name)
          assert.include(received, `{"error":{"code":${rejected},`)
          assert.match(received, /\r\nconnection: close\r\n/i)
        }
        assert.isEmpty(yield* sandbox.requests)
      })
    ))

  it.live("responds over HTTP/1.1 to a client that offers HTTP/2", () =>
    inProcess((sandbox) =>
      Effect.gen(function*() {
        const text = "POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mine\r\nConnection: Upgrade, " +
          "HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 12\r\n\r\n{\"name\":\"a\"}"
        assert.match(
          yield* Effect.promise(() => attack(portOf(sandbox), { text, leaves: "never" })),
          /^HTTP\/1\.1 201 /
        )
      })
    ))

  it.live("drops a connection on demand, also for a request that waits behind another", () =>
    inProcess((sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ operation: "get", drop: "before" })
        yield* sandbox.fail({ operation: "list", delay: "1 hour" })
        const head = "HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mine\r\n\r\n"
        const text = `GET /api/v1/keys ${head}GET /api/v1/keys/h ${head}`
        assert.strictEqual(yield* Effect.promise(() => attack(portOf(sandbox), { text, leaves: "never" })), "")
      })
    ))

  it("lists the ports that fetch blocks", async () => {
    const blocked = [1, 22, 25, 87, 95, 139, 179, 548, 636, 995, 1720, 2049, 4190, 5061, 6000, 6566, 6697, 10_080]
    const open = [2, 24, 80, 443, 3_000, 4_010, 5_173, 6_001, 6_664, 8_080, 10_081, 65_535]
    for (const port of [...blocked, ...open]) {
      const reason = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) })
        .then(() => "", (error: Error) => error.cause instanceof Error ? error.cause.message : error.message)
      const expected = blocked.includes(port)
      assert.deepStrictEqual([reason === "bad port", Server.isBlockedPort(port)], [expected, expected], `port ${port}`)
    }
  })

  it.scopedLive("has an origin that clients can connect to, on any address", () =>
    Effect.gen(function*() {
      for (
        const [host, origin, local] of [
          ["127.0.0.1", /^http:\/\/127\.0\.0\.1:\d+$/, true],
          ["127.0.0.2", /^http:\/\/127\.0\.0\.2:\d+$/, true],
          ["0.0.0.0", /^http:\/\/127\.0\.0\.1:\d+$/, false]
        ] as const
      ) {
        const server = yield* Server.listen({ port: 0, host })
        assert.match(Server.origin(server), origin)
        assert.strictEqual(Server.isLocal(server), local)
      }
    }))
})

describe("the warnings", () => {
  it.scopedLive("name a port that fetch blocks", () =>
    Effect.gen(function*() {
      const run = yield* command("--port", "6667")
      assert.match(run.stderr(), /^Warning: browsers and fetch block port 6667 .*\n$/)
      assert.strictEqual(portOf(run), 6667)
    }))

  it.scopedLive("say that other machines can reach it", () =>
    Effect.gen(function*() {
      const run = yield* command("--host", "0.0.0.0")
      assert.match(run.stderr(), /^Warning: listening on 0\.0\.0\.0, port \d+\. Other machines .*\n$/)
      assert.strictEqual(yield* isServing(run), 200)
      assert.match(run.url, /^http:\/\/127\.0\.0\.1:/)
    }))

  it.live("name a host that it cannot listen on", () =>
    Effect.gen(function*() {
      for (const host of ["192.0.2.1", "no-such-host.invalid"]) {
        const error = yield* Effect.flip(
          Effect.provide(Effect.flatMap(Sandbox, (sandbox) => ask(sandbox, "GET", "/keys")), Sandbox.layer({ host }))
        )
        assert.strictEqual(error._tag, "ListenError")
        assert.include(error.message, host)
      }
    }))
})
