/** Replaces files with secrets atomically. Only their owner can read them. */
import * as Effect from "effect/Effect"
import type { Stats } from "node:fs"
import { access, constants, type FileHandle, lstat, open, readFile, readlink, rename, rm, stat } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"

const privately = 0o600

/** Maximum number of symbolic links in a row, similar to the system's. */
const maxLinks = 40

const isMissing = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "ENOENT"

/** Resolves symbolic links, also one whose target does not exist yet. */
const targetOf = async (path: string, links = 0): Promise<string> => {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return path
  } catch (cause) {
    if (isMissing(cause)) return path
    throw cause
  }
  if (links === maxLinks) throw new Error("too many symbolic links")
  return targetOf(resolve(dirname(path), await readlink(path)), links + 1)
}

const withHandle = async (path: string, flags: string, use: (handle: FileHandle) => Promise<void>): Promise<void> => {
  const handle = await open(path, flags, privately)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}

/** Name of the temporary file. The next attempt reuses it, so that no copy of a secret stays after a crash. */
const besideOf = (target: string): string => resolve(dirname(target), `.${basename(target)}.openrouter-keys.tmp`)

/**
 * Gives a file the owner of the file that it replaces, so that the same programs can read it. The group
 * has no rights, so it is kept only if the system permits it.
 */
const keepOwner = async (handle: FileHandle, { gid, uid }: Stats): Promise<void> => {
  const mine = await handle.stat()
  if (mine.uid === uid && mine.gid === gid) return
  try {
    await handle.chown(uid, gid)
  } catch (cause) {
    if (mine.uid !== uid) {
      throw new Error(`it belongs to the user ${uid}, and only that user or root can replace it`, { cause })
    }
  }
}

const replace = async (target: string, content: string, before: Stats | undefined): Promise<void> => {
  const beside = besideOf(target)
  await rm(beside, { force: true })
  try {
    await withHandle(beside, "wx", async (handle) => {
      if (before !== undefined) await keepOwner(handle, before)
      await handle.writeFile(content, "latin1")
      await handle.sync()
    })
    await rename(beside, target)
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
  // Without a sync, the old file may be back after a loss of power. Systems that cannot sync folders still replace the
  // file, so their error is ignored.
  await withHandle(dirname(target), "r", (handle) => handle.sync()).catch(() => {})
}

const kindOf = (stats: Stats): string => {
  if (stats.isDirectory()) return "a folder"
  if (stats.isFIFO()) return "a named pipe"
  if (stats.isSocket()) return "a socket"
  return "a device"
}

/** Reads a file; `undefined` if it does not exist. Fails for other kinds, such as a device or a named pipe. */
const statIfThere = async (target: string): Promise<Stats | undefined> => {
  let stats: Stats
  try {
    stats = await stat(target)
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
  if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}, and only a regular file can store a secret`)
  return stats
}

/** The file's bytes as Latin-1, which preserves all of them; `undefined` if it does not exist. */
const readIfThere = async (target: string): Promise<string | undefined> =>
  await statIfThere(target) === undefined ? undefined : readFile(target, "latin1")

const update = async (path: string, edit: (content: string | undefined) => string): Promise<void> => {
  const target = await targetOf(path)
  const stats = await statIfThere(target)
  const before = stats === undefined ? undefined : await readFile(target, "latin1")
  const after = edit(before)
  const isPrivate = stats !== undefined && (stats.mode & 0o777) === privately
  if (after !== before || !isPrivate) await replace(target, after, stats)
}

/** One change of a file at a time. */
const locks = new Map<string, Effect.Semaphore>()

const lockOf = (path: string): Effect.Semaphore => {
  const lock = locks.get(path) ?? Effect.unsafeMakeSemaphore(1)
  locks.set(path, lock)
  return lock
}

/**
 * Replaces the contents of a file by the result of `edit`, which gets its bytes as Latin-1, or `undefined` if it does not
 * exist. The file keeps its owner. It must be a regular file, or a symbolic link to one. It is interrupted
 * before or after, not within.
 */
export const updateFile = (
  path: string,
  edit: (content: string | undefined) => string
): Effect.Effect<void, unknown> =>
  lockOf(path).withPermits(1)(
    Effect.uninterruptible(Effect.tryPromise({ try: () => update(path, edit), catch: (cause) => cause }))
  )

/**
 * Checks whether a file can be replaced: fails if its folder is missing or cannot be written to, and if
 * it is not a regular file. Returns its bytes; `undefined` if it does not exist.
 */
export const checkFile = (path: string): Effect.Effect<string | undefined, unknown> =>
  Effect.tryPromise({
    try: async () => {
      const target = await targetOf(path)
      const content = await readIfThere(target)
      const folder = dirname(target)
      try {
        await access(folder, constants.W_OK | constants.X_OK)
      } catch (cause) {
        if (isMissing(cause)) throw new Error(`the folder ${folder} does not exist: create it first`, { cause })
        throw new Error(`the folder ${folder} cannot be written to`, { cause })
      }
      return content
    },
    catch: (cause) => cause
  })
