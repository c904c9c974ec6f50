import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { commands } from "../src/internal/commands.js"
import { normalise } from "../src/internal/normalise.js"
import { parse } from "../src/internal/parse.js"
import {
  type CommandSpec,
  flag,
  leftOut,
  maybeValue,
  nonEmpty,
  optionalArgument,
  type Parse,
  right,
  value
} from "../src/internal/spec.js"
import * as Values from "../src/internal/values.js"

const read = <A>(parse: Parse<A>) => (text: string): A | "wrong" => {
  const parsed = parse(text)
  return parsed.ok ? parsed.value : "wrong"
}

describe("values", () => {
  it("are parsed as durations, limits and times", () => {
    assert.deepStrictEqual(["0", "90s", "10m", "1.5h", "7d", "2w", "500ms"].map(read(Values.duration)), [
      0,
      90_000,
      600_000,
      5_400_000,
      604_800_000,
      1_209_600_000,
      500
    ])
    assert.deepStrictEqual(
      ["5", "-1s", "1y", "", "h", "1e9d", "NaN", "Infinity"].map(read(Values.duration)),
      Array.from({ length: 8 }, () => "wrong" as const)
    )
    assert.deepStrictEqual(["none", "0", "5", "12.50", "$7", ".5"].map(read(Values.limit)), [null, 0, 5, 12.5, 7, 0.5])
    assert.deepStrictEqual(
      ["", "-5", "1e3", "5 USD", "Infinity", "NaN", "0x10", "1,000"].map(read(Values.limit)),
      Array.from({ length: 8 }, () => "wrong" as const)
    )
    const expiry = read(Values.expiry(() => Date.parse("2026-11-27T12:00:00Z")))
    assert.deepStrictEqual(
      ["90d", "2027-12-31", "2027-12-31T12:00:00Z", "2027-12-31T12:00+02:00", "never"].map(expiry),
      [
        "2027-02-25T12:00:00.000Z",
        "2027-12-31T23:59:59Z",
        "2027-12-31T12:00:00.000Z",
        "2027-12-31T10:00:00.000Z",
        null
      ]
    )
    assert.deepStrictEqual(
      ["2027-02-30", "2027-12-31T12:00:00", "soon", "0", "-5d", "2027"].map(expiry),
      Array.from({ length: 6 }, () => "wrong" as const)
    )
  })
})

describe("the order of a command line", () => {
  const spec: CommandSpec = {
    path: ["do"],
    summary: "",
    examples: [],
    notes: [],
    args: { a: optionalArgument("A", ""), b: optionalArgument("B", "") },
    options: {
      yes: flag("yes", ""),
      to: value("to", "X", "", nonEmpty),
      json: maybeValue("json", "F", "", (text) => right(text), (next) => next === "name")
    },
    run: () => {
      throw new Error("not run")
    }
  }
  const argv = (...words: ReadonlyArray<string>) => {
    const read = normalise(["do", ...words], [spec])
    return read._tag === "Run" ? [Object.fromEntries(read.options), ...read.args] : read._tag
  }

  it("tells options, each with its value, from arguments", () => {
    assert.deepStrictEqual(argv("a", "--to", "x", "b", "--yes"), [{ to: "x", yes: "true" }, "a", "b"])
    assert.deepStrictEqual(argv("--yes", "true"), [{ yes: "true" }, "true"])
    assert.deepStrictEqual(argv("--to=a=b", "--", "--yes"), [{ to: "a=b" }, "--yes"])
    assert.deepStrictEqual(argv("--to", "-1"), [{ to: "-1" }])
    assert.deepStrictEqual(argv("--json", "a"), [{ json: leftOut }, "a"])
    assert.deepStrictEqual(argv("--json", "name"), [{ json: "name" }])
    assert.deepStrictEqual(argv("--json=other"), [{ json: "other" }])
    assert.deepStrictEqual([
      argv("--to"),
      argv("--to", "--yes"),
      argv("--to", "--", "a"),
      argv("--nope"),
      argv("-x"),
      argv("a", "b", "c"),
      argv("--yes", "--yes"),
      argv("--yes=1")
    ], Array.from({ length: 8 }, () => "Wrong"))
    assert.deepStrictEqual([argv("--help"), argv("a", "-h")], ["Help", "Help"])
  })

  it("gives each option and argument the value that is meant, or says which one is wrong", () => {
    const values = (...words: ReadonlyArray<string>) => {
      const read = normalise(words, commands)
      if (read._tag !== "Run") assert.fail(JSON.stringify(read))
      return Effect.runSync(Effect.match(parse(read), {
        onSuccess: (values): unknown => values,
        onFailure: ({ exitCode, message }) => [exitCode, message.split(". See")[0]]
      }))
    }
    assert.deepInclude(values("create", "CI", "--limit", "none", "--show", "--json"), {
      name: "CI",
      limit: null,
      show: true,
      yes: false,
      json: true,
      reset: undefined
    })
    assert.deepInclude(values("delete", "a", "b", "--json", "name"), { keys: ["a", "b"], json: ["name"] })
    assert.deepInclude(values("plan"), { file: undefined, prune: undefined })
    assert.deepInclude(values("plan", "x", "--prune=delete", "--api-key-stdin=false"), {
      file: "x",
      prune: "delete",
      apiKeyStdin: false
    })
    assert.deepStrictEqual([
      values("create", "CI", "--limit", "five"),
      values("create", ""),
      values("plan", ""),
      values("delete", "a", ""),
      values("list", "--json=nothing", "--sort", "x"),
      values("list", "--json", "--csv")
    ], [
      [2, "--limit must be an amount in USD such as 5 or 12.50, or none, not \"five\""],
      [2, "NAME must not be empty"],
      [2, "FILE must not be empty"],
      [2, "KEY must not be empty"],
      [2, "--sort must be spend, created or name, not \"x\""],
      [2, "--json and --csv cannot be combined"]
    ])
    // No value is taken for an option, a boolean or the end of the options.
    for (const text of ["--", "-5", "--limit", "true", "false", "=", "a=b", "-h"]) {
      assert.deepInclude(values("create", "CI", `--user=${text}`, "--limit", "5"), { user: text, limit: 5, name: "CI" })
      assert.deepInclude(values("create", "--limit", "5", "--", text), { name: text, limit: 5 })
    }
  })

  it("reports errors, with the existing commands", () => {
    const wrong = [
      ["list", "--state"],
      ["get"],
      ["get", "a", "b"],
      ["bulk"],
      ["bulk", "delete"],
      ["--yes", "list"],
      ["list", "--all", "--all"],
      ["list", "--json", "--csv", "--json"],
      ["delete", "--yes"],
      ["help", "nothing"]
    ]
    for (const [word, command] of [["ls", "list"], ["report", "spend"], ["rm", "delete"], ["lisst", "list"]]) {
      const read = normalise([word!], commands)
      assert.propertyVal(read, "message", `Unknown command "${word}": did you mean ${command}?`)
    }
    for (const words of wrong) assert.strictEqual(normalise(words, commands)._tag, "Wrong", words.join(" "))
    assert.strictEqual(normalise(["help", "bulk"], commands)._tag, "Help")
    assert.strictEqual(normalise(["bulk", "create", "x", "--help"], commands)._tag, "Help")
  })
})
