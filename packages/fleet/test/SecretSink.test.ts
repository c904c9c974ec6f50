import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { execFileSync, spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import { setVariable } from "../src/internal/sink/envText.js"
import { MemorySink, SecretSink } from "../src/SecretSink.js"

const secret = `sk-or-v1-${"5ec2e7".repeat(10)}abcd`
const entry = (value = secret): SecretSink.Entry => ({
  name: "prod/checkout",
  hash: "f01d52",
  label: "sk-or-v1-5ec...abcd",
  secret: Redacted.make(value)
})

const folder = () => mkdtempSync(join(tmpdir(), "sink-"))
const modeOf = (file: string) => statSync(file).mode & 0o777

/** Mounts a folder of so many bytes, for a test that is skipped where that is not permitted. */
const smallDisk = (skip: (why: string) => void) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const at = folder()
      const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", at])
      if (status !== 0) skip("mounting is not permitted here")
      return at
    }),
    (at) => Effect.sync(() => spawnSync("umount", [at]))
  )

describe("a full disk", () => {
  it.scoped("does not change the file, and leaves no temporary one", (context) =>
    Effect.gen(function*() {
      const file = join(yield* smallDisk(context.skip), ".env")
      const before = `OTHER=${"x".repeat(9_000)}\nKEY=old\n`
      writeFileSync(file, before)
      const error = yield* Effect.flip(SecretSink.envFile({ file, variable: "KEY" }).put(entry()))
      assert.include(error.message, "ENOSPC")
      assert.notInclude(error.message, secret)
      assert.strictEqual(readFileSync(file, "utf8"), before)
      assert.deepStrictEqual(readdirSync(join(file, "..")), [".env"])
    }))
})

describe("a variable in the text of an environment file", () => {
  const cases: ReadonlyArray<readonly [about: string, before: string | undefined, after: string]> = [
    ["is all of a new file", undefined, "KEY=new\n"],
    ["is added to an empty file", "", "KEY=new\n"],
    ["is added at the end", "A=1\n", "A=1\nKEY=new\n"],
    ["is added after a line without an end", "A=1", "A=1\nKEY=new\n"],
    ["is added with the file's line ending", "A=1\r\nB=2", "A=1\r\nB=2\r\nKEY=new\r\n"],
    ["is replaced in its place", "A=1\nKEY=old\nB=2\n", "A=1\nKEY=new\nB=2\n"],
    ["is replaced where it is empty", "KEY=\nB=2\n", "KEY=new\nB=2\n"],
    ["keeps CRLF", "A=1\r\nKEY=old\r\nB=2\r\n", "A=1\r\nKEY=new\r\nB=2\r\n"],
    ["keeps a missing end of line", "A=1\nKEY=old", "A=1\nKEY=new"],
    ["keeps export", "export KEY=old\n", "export KEY=new\n"],
    ["keeps indentation and spaces", "  KEY = old\n", "  KEY = new\n"],
    ["keeps double quotes", "KEY=\"old\"\n", "KEY=\"new\"\n"],
    ["keeps single quotes", "KEY='old'\n", "KEY='new'\n"],
    ["keeps a comment after it", "KEY=old # prod\n", "KEY=new # prod\n"],
    ["keeps a comment after quotes", "KEY=\"o # ld\" # prod\n", "KEY=\"new\" # prod\n"],
    ["is not one that is commented out", "# KEY=old\n#KEY=old\n", "# KEY=old\n#KEY=old\nKEY=new\n"],
    ["is not one that begins or ends alike", "KEY2=a\nMY_KEY=b\nKEY.x=c\n", "KEY2=a\nMY_KEY=b\nKEY.x=c\nKEY=new\n"],
    ["is not a line within another one's value", "A=\"1\nKEY=old\n\"\nKEY=old\n", "A=\"1\nKEY=old\n\"\nKEY=new\n"],
    ["takes the place of all lines of its value", "KEY='one\ntwo'\nB=2\n", "KEY='new'\nB=2\n"],
    ["is found after escaped quotes", "A=\"\\\"\"\nKEY=old\n", "A=\"\\\"\"\nKEY=new\n"],
    ["is found after a quote that is not closed", "A='1\nKEY=old\n", "A='1\nKEY=new\n"],
    ["is set wherever it stands", "KEY=old\nKEY=older\n", "KEY=new\nKEY=new\n"],
    ["is found after a byte order mark", "\u00ef\u00bb\u00bfKEY=old\n", "\u00ef\u00bb\u00bfKEY=new\n"]
  ]

  for (const [about, before, after] of cases) {
    it(about, () => assert.strictEqual(setVariable(before, "KEY", "new"), after))
  }

  it("does not change other lines, and is idempotent", () => {
    const line = fc.oneof(
      fc.stringMatching(/^[ -~]{0,20}$/).filter((text) => !/KEY|["'`]/.test(text)),
      fc.constantFrom("# KEY=x", "export KEY=old", "KEY=\"old\"", "KEY=old # why")
    )
    fc.assert(fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, ending) => {
      const text = lines.map((each) => each + ending).join("")
      const once = setVariable(text, "KEY", "new")
      const others = (all: string) => all.split(ending).filter((each) => each !== "" && !/^(export )?KEY=/.test(each))
      assert.deepStrictEqual(others(once), others(text))
      assert.strictEqual(setVariable(once, "KEY", "new"), once)
      assert.notInclude(once.replaceAll("# KEY=x", ""), "old")
    }))
  })
})

describe("an environment file", () => {
  it.effect("is created for its owner only, without a temporary file", () =>
    Effect.gen(function*() {
      const dir = folder()
      const file = join(dir, ".env")
      yield* SecretSink.envFile({ file, variable: "OPENROUTER_API_KEY" }).put(entry())
      assert.strictEqual(readFileSync(file, "utf8"), `OPENROUTER_API_KEY=${secret}\n`)
      assert.strictEqual(modeOf(file), 0o600)
      assert.deepStrictEqual(readdirSync(dir), [".env"])
    }))

  it.effect("is closed to others even if nothing else changes, and keeps bytes that are not UTF-8", () =>
    Effect.gen(function*() {
      const file = join(folder(), ".env")
      const bytes = Buffer.from([0x41, 0x3d, 0xff, 0xfe, 0x0a])
      writeFileSync(file, bytes, { mode: 0o644 })
      const sink = SecretSink.envFile({ file, variable: "KEY" })
      yield* sink.put(entry())
      assert.deepStrictEqual(readFileSync(file), Buffer.concat([bytes, Buffer.from(`KEY=${secret}\n`)]))
      chmodSync(file, 0o644)
      yield* sink.put(entry())
      assert.strictEqual(modeOf(file), 0o600)
    }))

  it.effect("stays a symbolic link, whether or not its target exists", () =>
    Effect.gen(function*() {
      const dir = folder()
      symlinkSync("real.env", join(dir, "link"))
      symlinkSync("link", join(dir, ".env"))
      const sink = SecretSink.envFile({ file: join(dir, ".env"), variable: "KEY" })
      yield* sink.put(entry("first"))
      yield* sink.put(entry("second"))
      assert.isTrue(lstatSync(join(dir, ".env")).isSymbolicLink())
      assert.isFalse(lstatSync(join(dir, "real.env")).isSymbolicLink())
      assert.strictEqual(readFileSync(join(dir, "real.env"), "utf8"), "KEY=second\n")
    }))

  it.effect("has all variables that are stored at the same time", () =>
    Effect.gen(function*() {
      const file = join(folder(), ".env")
      const names = Array.from({ length: 20 }, (_, index) => `KEY_${index}`)
      yield* Effect.forEach(names, (variable) => SecretSink.envFile({ file, variable }).put(entry()), {
        concurrency: "unbounded"
      })
      assert.strictEqual(readFileSync(file, "utf8").trim().split("\n").length, 20)
    }))

  it.effect("fails with a sentence without the secret if it cannot be written", () =>
    Effect.gen(function*() {
      const file = join(folder(), "no", ".env")
      for (
        const sink of [
          SecretSink.envFile({ file, variable: "KEY" }),
          SecretSink.envFile({ file: folder(), variable: "KEY" }),
          SecretSink.envFile({ file: join(folder(), ".env"), variable: "A B" }),
          SecretSink.file({ file })
        ]
      ) {
        const error = yield* Effect.flip(sink.put(entry()))
        assert.strictEqual(error._tag, "SecretSinkError")
        assert.notInclude(`${error.message}${JSON.stringify(error)}`, secret)
      }
      assert.isFalse(existsSync(file))
    }))
})

describe("a target that is not a regular file", () => {
  const sinksOf = (file: string) => [SecretSink.file({ file }), SecretSink.envFile({ file, variable: "KEY" })]

  const kinds: ReadonlyArray<readonly [about: string, kind: string, make: (file: string) => unknown]> = [
    ["a named pipe", "a named pipe", (file) => execFileSync("mkfifo", [file])],
    ["a device", "a device", (file) => execFileSync("mknod", [file, "c", "1", "3"])],
    ["a link to a device", "a device", (file) => symlinkSync("/dev/null", file)],
    ["a folder", "a folder", (file) => mkdirSync(file)],
    ["a socket", "a socket", (file) => {
      const script = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`
      spawnSync(process.execPath, ["-e", script, file])
    }]
  ]

  for (const [about, kind, make] of kinds) {
    it.live(`is rejected and not changed: ${about}`, (context) =>
      Effect.gen(function*() {
        const file = join(folder(), "target")
        const made = yield* Effect.either(Effect.try(() => make(file)))
        if (made._tag === "Left") context.skip("this kind of file cannot be made here")
        const before = lstatSync(file)
        for (const sink of sinksOf(file)) {
          const { message } = yield* Effect.flip(sink.put(entry())).pipe(Effect.timeout("5 seconds"))
          assert.include(message, `it is ${kind}`)
          assert.notInclude(message, secret)
        }
        assert.strictEqual(lstatSync(file).ino, before.ino)
        assert.strictEqual(lstatSync(file).mode, before.mode)
        assert.deepStrictEqual(readdirSync(join(file, "..")), ["target"])
      }))
  }
})

describe("a management key", () => {
  const management = `sk-or-v1-${"3a7".repeat(21)}f`
  const contents: ReadonlyArray<readonly [about: string, text: string]> = [
    ["by its form", "KEY=sk-or-mgmt-0123456789abcdef\n"],
    ["in quotes", "A=1\nexport KEY=\"sk-or-mgmt-0123456789abcdef\" # prod\n"],
    ["in one of two assignments", "KEY=\nKEY='sk-or-mgmt-0123456789abcdef'\n"],
    ["because the environment has it", `KEY=${management}\n`]
  ]

  it.effect.each(contents)("is not replaced in an environment file: %s", ([, text]) =>
    Effect.gen(function*() {
      vi.stubEnv("OPENROUTER_MANAGEMENT_KEY", management)
      const file = join(folder(), ".env")
      writeFileSync(file, text)
      const { message } = yield* Effect.flip(SecretSink.envFile({ file, variable: "KEY" }).put(entry()))
      assert.include(message, `${file}#KEY cannot be written: it contains a management key`)
      assert.strictEqual(readFileSync(file, "utf8"), text)
      yield* SecretSink.envFile({ file, variable: "OTHER" }).put(entry())
      assert.strictEqual(readFileSync(file, "utf8"), `${text}OTHER=${secret}\n`)
    }).pipe(Effect.ensuring(Effect.sync(() => vi.unstubAllEnvs()))))

  it.effect("is not replaced in a file, and its variable cannot be used for other keys", () =>
    Effect.gen(function*() {
      const file = join(folder(), "key")
      writeFileSync(file, "sk-or-mgmt-0123456789abcdef\n")
      assert.include(
        (yield* Effect.flip(SecretSink.file({ file }).put(entry()))).message,
        "it contains a management key"
      )
      const variable = "OPENROUTER_MANAGEMENT_KEY"
      const put = Effect.flip(SecretSink.envFile({ file: join(folder(), ".env"), variable }).put(entry()))
      assert.include((yield* put).message, "is the variable of the management key")
      assert.include((yield* Effect.flip(SecretSink.parse(`env-file:.env#${variable}`))).message, "is not a sink")
    }))
})

describe("a file of another user", () => {
  const isRoot = process.getuid?.() === 0

  it.effect.skipIf(!isRoot)("keeps its owner and group if root replaces it", () =>
    Effect.gen(function*() {
      for (
        const sinkOf of [
          SecretSink.file,
          (at: { readonly file: string }) => SecretSink.envFile({ ...at, variable: "K" })
        ]
      ) {
        const file = join(folder(), "secret")
        writeFileSync(file, "K=old\n", { mode: 0o640 })
        chownSync(file, 1234, 2345)
        yield* sinkOf({ file }).put(entry())
        const { gid, uid } = statSync(file)
        assert.deepStrictEqual([uid, gid, modeOf(file)], [1234, 2345, 0o600])
      }
    }))

  it.live.skipIf(!isRoot)(
    "is rejected and not changed if its owner cannot be kept",
    () =>
      Effect.gen(function*() {
        const dir = folder()
        chmodSync(dir, 0o777)
        const file = join(dir, "secret")
        writeFileSync(file, "old", { mode: 0o644 })
        process.seteuid!(65534)
        const { message } = yield* Effect.flip(SecretSink.file({ file }).put(entry())).pipe(
          Effect.ensuring(Effect.sync(() => process.seteuid!(0)))
        )
        assert.include(message, "it belongs to the user 0")
        assert.strictEqual(readFileSync(file, "utf8"), "old")
        assert.deepStrictEqual(readdirSync(dir), ["secret"])
      })
  )
})

describe("a command", () => {
  const node = process.execPath
  const script = (body: string) => SecretSink.command([node, "-e", body])

  it.live("gets the secret on standard input and nowhere else", () =>
    Effect.gen(function*() {
      const file = join(folder(), "seen.json")
      vi.stubEnv("OPENROUTER_MANAGEMENT_KEY", "sk-or-mgmt-of-this-process")
      yield* script(`
        let input = ""
        process.stdin.on("data", (chunk) => input += chunk).on("end", () =>
          require("fs").writeFileSync(${JSON.stringify(file)},
            JSON.stringify({ input, argv: process.argv, env: process.env })))`).put(entry())
      const { argv, env, input } = JSON.parse(readFileSync(file, "utf8")) as Record<string, any>
      assert.strictEqual(input, secret)
      assert.notInclude(JSON.stringify([argv, env]), secret)
      assert.notInclude(JSON.stringify(env), "sk-or-mgmt-of-this-process")
      assert.deepInclude(env, { OPENROUTER_KEY_NAME: "prod/checkout", OPENROUTER_KEY_HASH: "f01d52" })
    }))

  it.live("fails if its status is not 0, without the secret in the message", () =>
    Effect.gen(function*() {
      const repeats = `process.stdin.on("data", (chunk) => { console.error("no: " + chunk); process.exitCode = 3 })`
      const { message } = yield* Effect.flip(script(repeats).put(entry()))
      assert.match(message, /ended with status 3: no: <redacted>$/)
      const missing = yield* Effect.flip(SecretSink.command(["/nowhere/program"]).put(entry()))
      assert.include(missing.message, "/nowhere/program cannot be run")
      const killed = yield* Effect.flip(script(`process.kill(process.pid, "SIGKILL")`).put(entry()))
      assert.include(killed.message, "ended with SIGKILL")
    }))

  it.live("need not read its input", () => script("process.exit(0)").put(entry("x".repeat(1_000_000))))
})

describe("sinks", () => {
  it.effect("are parsed from the command-line form", () =>
    Effect.gen(function*() {
      const targetOf = (text: string) => Effect.map(SecretSink.parse(text), ({ target }) => target)
      assert.deepStrictEqual(yield* targetOf("env-file:/a#b/.env#KEY"), {
        _tag: "EnvFile",
        file: "/a#b/.env",
        variable: "KEY"
      })
      assert.deepStrictEqual(yield* targetOf("file:key.txt"), { _tag: "File", file: join(process.cwd(), "key.txt") })
      assert.deepStrictEqual(yield* targetOf(`command:gh secret set KEY --body-file - -R 'a b' "c \\"d" e\\ f ''`), {
        _tag: "Command",
        argv: ["gh", "secret", "set", "KEY", "--body-file", "-", "-R", "a b", "c \"d", "e f", ""]
      })
      for (
        const text of ["", ".env", "env-file:.env", "env-file:.env#", "env-file:#K", "file:", "command:", "command:'"]
      ) {
        assert.include((yield* Effect.flip(SecretSink.parse(text))).message, "is not a sink", text)
      }
    }))

  it.effect.each([
    ["env-file:.env", "#VARIABLE is missing, as in env-file:.env#CHECKOUT_API_KEY"],
    ["env-file:a/.env#", "#VARIABLE is missing"],
    ["env-file:#KEY", "the PATH is missing"],
    ["env-file:.env#1KEY", "\"1KEY\" is not a valid name of a variable"],
    ["env-file:.env#A B", "\"A B\" is not a valid name of a variable"],
    ["file:", "the PATH is missing"],
    ["command: ", "the PROGRAM is missing"],
    ["command:gh 'a", "a quote in it is not closed"],
    ["vault:x", "use env-file:PATH#VARIABLE, command:PROGRAM ARGUMENTS or file:PATH"]
  ])("name the missing part in the form %s", ([text, problem]) =>
    Effect.gen(function*() {
      const { message } = yield* Effect.flip(SecretSink.parse(text!))
      assert.include(message, `${JSON.stringify(text)} is not a sink: `)
      assert.include(message, problem!)
    }))

  it.effect("are layers, one of them in memory", () =>
    Effect.gen(function*() {
      const file = join(folder(), "key")
      const put = Effect.flatMap(SecretSink, (sink) => sink.put(entry()))
      yield* Effect.provide(put, SecretSink.file({ file }))
      assert.strictEqual(readFileSync(file, "utf8"), secret)
      const entries = yield* Effect.zipRight(put, Effect.flatMap(MemorySink, ({ entries }) => entries)).pipe(
        Effect.provide(SecretSink.memory)
      )
      assert.deepStrictEqual(entries.map(({ hash }) => hash), ["f01d52"])
    }))
})

describe("SecretSink.command", () => {
  it.each([[[]], [[""]], [[undefined]], [["gh", 5]], [undefined], ["gh secret set"]])("refuses %j", (argv) => {
    assert.throws(
      () => SecretSink.command(argv as never),
      /^A command is a list of strings that begins with the program/
    )
  })
})
