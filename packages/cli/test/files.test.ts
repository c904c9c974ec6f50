import { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { toCommandError } from "../src/internal/failure.js"
import { readText } from "../src/internal/files.js"
import { createFolder } from "../src/internal/folders.js"
import { Host, make } from "../src/internal/host.js"
import { tempFolder } from "./support/command.js"

describe("a database that fails", () => {
  it("says why", () => {
    const error = new SqlError({
      message: "Failed to execute statement",
      cause: new Error("SQLITE_FULL: disk is full")
    })
    assert.strictEqual(toCommandError(error).message, "The database failed: SQLITE_FULL: disk is full")
    assert.strictEqual(toCommandError(new Error("Other")).message, "Other")
  })
})

describe("folders", () => {
  it("are created with those above them, for their owner only, and stay where they are there", () => {
    const home = tempFolder()
    mkdirSync(join(home, "there"), { mode: 0o755 })
    symlinkSync("there", join(home, "link"))
    createFolder(join(home, "link", "a", "b"))
    createFolder(join(home, "link", "a", "b"))
    const modes = ["there", "there/a", "there/a/b"].map((path) => statSync(join(home, path)).mode & 0o777)
    assert.deepStrictEqual(modes, [0o755, 0o700, 0o700])
  })

  it("that cannot be created are an error: below a file, and where the file system takes none", () => {
    const home = tempFolder()
    writeFileSync(join(home, "file"), "")
    assert.throws(() => createFolder(join(home, "file", "a", "b")), /ENOTDIR|EEXIST/)
    if (existsSync("/proc/self")) assert.throws(() => createFolder("/proc/none/a/b"), /ENOENT/)
  })
})

describe("files", () => {
  it("that cannot be read are said to be so in words", async () => {
    const home = tempFolder()
    const reason = (path: string) =>
      Effect.runPromise(
        Effect.flip(readText(path, "Give another one.")).pipe(
          Effect.map(({ message }) => message),
          Effect.provideService(Host, make())
        )
      )
    assert.strictEqual(
      await reason(join(home, "no")),
      `${home}/no cannot be read: the file does not exist. Give another one.`
    )
    assert.strictEqual(await reason(home), `${home} cannot be read: it is a folder. Give another one.`)
  })
})
