/** The command line. */
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@openrouter-keys/sandbox"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import { beforeEach, vi } from "vitest"
import { openInBrowser } from "../src/browser.js"
import { dashboard } from "../src/dashboard.js"
import { usage } from "../src/flags.js"
import { ask, page } from "./support/http.js"

let printed: Array<string>
let complaints: Array<string>

beforeEach(() => {
  printed = []
  complaints = []
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line))
  vi.spyOn(console, "error").mockImplementation((line: string) => void complaints.push(line))
  vi.stubEnv("OPENROUTER_API_KEY", "")
  vi.stubEnv("OPENROUTER_BASE_URL", "")
})

const run = (...args: ReadonlyArray<string>): Effect.Effect<void, unknown, Scope.Scope> =>
  Effect.flatMap(page, (directory) => dashboard(args, directory))

/** Starts the command. Returns the URL of the page once it is printed. */
const start = (...args: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkScoped(run("--no-open", ...args))
    yield* Effect.repeat(Effect.sleep(5), { until: () => printed.length > 0, times: 1000 })
    const url = /http:\S+/.exec(printed.join("\n"))?.[0]
    assert(url !== undefined, "no address was printed")
    return { fiber, url }
  })

const json = (url: string, path: string): Effect.Effect<unknown> =>
  Effect.map(ask(url, { path }), ({ text }) => JSON.parse(text) as unknown)

const page100 = (url: string, query = "") =>
  Effect.map(json(url, `/api/v1/keys${query}`), (body) => (body as { data: ReadonlyArray<{ name: string }> }).data)

describe("npm run dashboard", () => {
  it.scopedLive("serves the page on a sandbox with 250 keys", () =>
    Effect.gen(function*() {
      const { url } = yield* start()
      assert.match(
        printed[0]!,
        /^The dashboard: http:\/\/127\.0\.0\.1:\d+\/\nSandbox with 250 keys in memory\. Press Ctrl-C to stop\.$/
      )
      assert.include((yield* ask(url, {})).text, "<title>Keys</title>")
      const { mode, server } = (yield* json(url, "/api/config")) as { readonly mode: string; readonly server: string }
      assert.strictEqual(mode, "sandbox")
      assert.match(server, /^http:\/\/127\.0\.0\.1:\d+$/)
      assert.lengthOf(yield* page100(url, "?offset=200&include_disabled=true&include_expired=true"), 50)
      assert.nestedInclude(yield* json(url, "/api/v1/key"), { "data.is_management_key": true })
      assert.deepStrictEqual(complaints, [])
    }))

  it.scopedLive("has the same keys on each start, with the requested number and port", () =>
    Effect.gen(function*() {
      const first = yield* start("--keys", "3")
      const keys = yield* page100(first.url, "?include_disabled=true")
      assert.lengthOf(keys, 3)
      yield* Fiber.interrupt(first.fiber)
      printed.length = 0
      const { port } = new URL(first.url)
      const second = yield* start("--keys=3", `--port=${port}`)
      assert.strictEqual(second.url, first.url)
      assert.deepStrictEqual(
        (yield* page100(second.url, "?include_disabled=true")).map(({ name }) => name),
        keys.map(({ name }) => name)
      )
    }))

  it.scopedLive("ends at once when it is interrupted, also while a page holds a connection", () =>
    Effect.gen(function*() {
      const { fiber, url } = yield* start()
      yield* Effect.promise(async () => fetch(url))
      const [time] = yield* Effect.timed(Fiber.interrupt(fiber))
      assert.isBelow(Duration.toMillis(time), 3_000)
      const isRefused = yield* Effect.promise(async () => fetch(url).then(() => false, () => true))
      assert.isTrue(isRefused)
    }))

  it.scopedLive("forwards to the real service with --live, and prints that", () =>
    Effect.gen(function*() {
      // Acts as the real service.
      const sandbox = yield* Sandbox
      vi.stubEnv("OPENROUTER_API_KEY", sandbox.managementKey)
      vi.stubEnv("OPENROUTER_BASE_URL", sandbox.url)
      const { url } = yield* start("--live")
      const { host, origin } = new URL(sandbox.url)
      assert.include(printed[0], `LIVE on ${host}, with the management key in OPENROUTER_API_KEY`)
      assert.notInclude(printed[0], sandbox.managementKey)
      assert.deepStrictEqual(yield* json(url, "/api/config"), { mode: "live", server: origin })
      assert.deepStrictEqual((yield* page100(url)).map(({ name }) => name), ["Production"])
      const created = yield* ask(url, { method: "POST", path: "/api/v1/keys", body: "{\"name\":\"CI\"}" })
      assert.strictEqual(created.status, 201)
      assert.lengthOf(yield* sandbox.keys, 2)
    }).pipe(Effect.provide(Sandbox.layer({ keys: [{ name: "Production" }] }))))

  it.scopedLive("prints its usage", () =>
    Effect.gen(function*() {
      yield* run("--help")
      assert.deepStrictEqual(printed, [usage])
    }))

  const sentence = (args: ReadonlyArray<string>, environment: Readonly<Record<string, string>> = {}) =>
    Effect.gen(function*() {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
      yield* Effect.flip(run(...args))
      assert.deepStrictEqual(printed, [])
      assert.lengthOf(complaints, 1)
      return complaints[0]!
    })

  it.scopedLive.each([
    { args: ["--prot"], says: "Unknown option '--prot'." },
    { args: ["now"], says: "Unexpected argument 'now'." },
    { args: ["--port"], says: "Option '--port <value>' argument missing." },
    { args: ["--port", "70000"], says: "--port must be a whole number from 0 to 65535, not \"70000\"." },
    { args: ["--keys", "many"], says: "--keys must be a whole number from 0 to 100000, not \"many\"." },
    { args: ["--live", "--keys", "3"], says: "--keys applies to the sandbox only and cannot be used with --live." }
  ])("refuses $args and says how it is used", ({ args, says }) =>
    Effect.gen(function*() {
      assert.strictEqual(yield* sentence(args), `${says}\n\n${usage}`)
    }))

  const secret = "sk-or-v1-not-to-be-shown"

  it.scopedLive.each([
    { environment: {}, says: "--live needs a management key in OPENROUTER_API_KEY." },
    {
      environment: { OPENROUTER_API_KEY: `${secret}\n` },
      says: "OPENROUTER_API_KEY contains characters that are not allowed in a header."
    },
    ...[
      "openrouter.ai",
      "ftp://openrouter.ai",
      `https://user:${secret}@openrouter.ai`,
      `https://openrouter.ai/?${secret}`
    ]
      .map((address) => ({
        environment: { OPENROUTER_API_KEY: secret, OPENROUTER_BASE_URL: address },
        says: "OPENROUTER_BASE_URL must be an http or https URL without user, password, query or fragment."
      }))
  ])("does not go live with $environment, and repeats none of it", ({ environment, says }) =>
    Effect.gen(function*() {
      assert.strictEqual(yield* sentence(["--live"], environment), says)
    }))

  it.scopedLive("prints how to build the page if it is not built", () =>
    Effect.gen(function*() {
      yield* Effect.flip(dashboard([], "/nowhere"))
      assert.deepStrictEqual(complaints, ["The page is not built: run npm run dashboard."])
    }))

  it.scopedLive("opens the page in the user's browser", () =>
    Effect.gen(function*() {
      const directory = yield* page
      const opened = Path.join(directory, "opened")
      // The command of this system that opens a page.
      for (const command of ["xdg-open", "open"]) {
        yield* Effect.promise(async () =>
          Fs.writeFile(Path.join(directory, command), `#!/bin/sh\nprintf %s "$1" > ${opened}`, { mode: 0o755 })
        )
      }
      vi.stubEnv("PATH", `${directory}:${process.env["PATH"]}`)
      yield* openInBrowser("http://127.0.0.1:1/")
      const read = Effect.tryPromise(async () => Fs.readFile(opened, "utf8"))
      const url = yield* Effect.filterOrFail(read, (text) => text !== "").pipe(
        Effect.retry({ times: 200, schedule: Schedule.spaced(10) })
      )
      assert.strictEqual(url, "http://127.0.0.1:1/")
    }))

  it.live("works without a browser", () =>
    Effect.gen(function*() {
      vi.stubEnv("PATH", "")
      yield* openInBrowser("http://127.0.0.1:1/")
      // The error arrives later.
      yield* Effect.sleep(50)
    }))
})
