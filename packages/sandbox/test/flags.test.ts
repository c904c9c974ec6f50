import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import { readFileSync } from "node:fs"
import { help, parseFlags } from "../src/internal/flags.js"

const options = (...args: ReadonlyArray<string>) => Either.getOrThrowWith(parseFlags(args), Error).options

const problem = (...args: ReadonlyArray<string>) => Either.getOrThrow(Either.flip(parseFlags(args)))

describe("flags", () => {
  it("set the sandbox's options", () => {
    const args = ["--port", "4010", "--keys=25", "--management-key", "mine", "--seed", "s", "--state", "dev.json"]
    assert.deepStrictEqual(options(...args), {
      port: 4010,
      keys: 25,
      managementKey: "mine",
      seed: "s",
      stateFile: "dev.json"
    })
    assert.deepStrictEqual(options(), {})
  })

  it.each([["200ms", 200], ["1.5s", 1_500], ["10m", 600_000], ["1h", 3_600_000], ["2 seconds", 2_000]] as const)(
    "--latency takes %s",
    (text, millis) => {
      assert.strictEqual(Duration.toMillis(options("--latency", text).latency ?? 0), millis)
    }
  )

  it.each([["60/10s", 60, 10_000], ["5/m", 5, 60_000], ["1/1 hour", 1, 3_600_000]] as const)(
    "--rate-limit takes %s",
    (text, requests, millis) => {
      const { rateLimit } = options("--rate-limit", text)
      assert.deepStrictEqual([rateLimit?.requests, Duration.toMillis(rateLimit?.interval ?? 0)], [requests, millis])
    }
  )

  it("--quiet, --json, --help and --version are on or off", () => {
    const off = { options: {}, quiet: false, json: false, help: false, version: false }
    assert.deepStrictEqual(parseFlags([]), Either.right(off))
    assert.deepStrictEqual(
      parseFlags(["--quiet", "--json", "--help", "--version"]),
      Either.right({ options: {}, quiet: true, json: true, help: true, version: true })
    )
  })

  it("--fault takes tokens in any order, or JSON, and can be repeated", () => {
    const given = [
      "create:503:x2:retry-after=4",
      "always:malformed",
      "drop-after:list",
      "delay=2s:cut",
      "{\"operation\":\"get\",\"times\":\"always\",\"body\":[1],\"delay\":5}"
    ]
    const { faults } = options(...given.flatMap((fault) => ["--fault", fault]))
    assert.deepStrictEqual(faults, [
      { operation: "create", status: 503, times: 2, headers: { "retry-after": "4" } },
      { times: Infinity, malformed: true },
      { operation: "list", drop: "after" },
      { delay: Duration.seconds(2), cut: true },
      { operation: "get", times: Infinity, body: [1], delay: Duration.millis(5) }
    ])
  })

  it.each([
    [["--port", "x"], "--port must be a whole number from 0 to 65535, not \"x\"."],
    [["--port", "65536"], "--port must be a whole number from 0 to 65535, not \"65536\"."],
    [["--port"], "--port needs a value: N."],
    [["--keys", "-1"], "--keys must be a whole number from 0 to 1000000, not \"-1\"."],
    [["--latency", "soon"], "--latency must be a duration such as 200ms, 1.5s or 10m, not \"soon\"."],
    [["--rate-limit", "0/s"], "--rate-limit must be a number of requests per time such as 60/10s, not \"0/s\"."],
    [["--rate-limit", "60"], "--rate-limit must be a number of requests per time such as 60/10s, not \"60\"."],
    [["--management-key", "two words"], "--management-key must be one word."],
    [["--state", ""], "--state must not be empty."],
    [["--quiet=yes"], "--quiet takes no value."],
    [["--bogus"], "There is no flag --bogus; --help lists all."],
    [["-p", "1"], "There is no flag --p; --help lists all."],
    [["--toString"], "There is no flag --toString; --help lists all."],
    [["extra"], "Unexpected argument \"extra\"; --help lists the flags."],
    [
      ["--fault", "create"],
      "--fault is invalid: \"create\" has no effect; add a status, a delay, drop-before, drop-after, cut or malformed."
    ],
    [["--fault", "{"], "--fault is invalid: it is not JSON."],
    [["--fault", "{\"status\":99,\"tmes\":2}"], "--fault is invalid: tmes is unexpected"],
    [["--fault", "create:999"], "--fault is invalid: \"999\" is not one of: an operation, a status"]
  ])("rejects %j with one line", (args, message) => {
    assert.strictEqual(problem(...args).slice(0, message.length), message)
    assert.notInclude(problem(...args), "\n")
  })

  it("are all in the help", () => {
    for (const flag of ["port", "keys", "management-key", "seed", "state", "fault", "latency", "rate-limit"]) {
      assert.match(help, new RegExp(`^  --${flag} [A-Z/]+ +\\S`, "m"))
    }
    for (const flag of ["quiet", "json", "help", "version"]) assert.match(help, new RegExp(`^  --${flag} +\\S`, "m"))
    assert.isTrue(help.split("\n").every((line) => line.length <= 120))
  })

  it.each(["../README.md", "../../../docs/testing.md"])("are used as they are in %s", (path) => {
    const text = readFileSync(new URL(path, import.meta.url), "utf8")
    const commands = Array.from(text.matchAll(/^npx openrouter-keys-sandbox (.+)$/gm), ([, args = ""]) => args)
    assert.isNotEmpty(commands)
    for (const command of commands) {
      const args = Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, bare]) => quoted ?? bare ?? "")
      assert.isNotEmpty(options(...args))
    }
  })

  it.prop("any arguments give settings or one line", [fc.array(fc.string())], ([args]) => {
    const parsed = parseFlags(args)
    if (Either.isLeft(parsed)) assert.isNotEmpty(parsed.left)
  })
})
