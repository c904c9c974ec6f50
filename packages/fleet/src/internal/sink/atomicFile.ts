/** Files with secrets: written as a whole or not at all, readable by their owner only. */
import * as Effect from "effect/Effect"
import type { Stats } from "node:fs"
import { access, constants, type FileHandle, lstat, open, readFile, readlink, rename, rm, stat } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"

const privately = 0o600

/** Symbolic links in a row; the system allows about as many. */
const maxLinks = 40

const isMissing = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "ENOENT"

/** The file behind symbolic links, also behind one whose target is not there yet. */
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

/** A name that the next try reuses, so that one that was killed leaves no second copy of a secret for good. */
const besideOf = (target: string): string => resolve(dirname(target), `.${basename(target)}.openrouter-keys.tmp`)

/**
 * Gives a file the owner of the one that it replaces: programs that can read that one can then read this one. The group
 * has no rights, so it need not be kept where the system does not permit it.
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
  // Without it, a loss of power may bring the old file back. The new one is in its place all the same: a system that does
  // not sync folders must not make it count as not stored.
  await withHandle(dirname(target), "r", (handle) => handle.sync()).catch(() => {})
}

const kindOf = (stats: Stats): string => {
  if (stats.isDirectory()) return "a folder"
  if (stats.isFIFO()) return "a named pipe"
  if (stats.isSocket()) return "a socket"
  return "a device"
}

/** The file, `undefined` where there is none. A device would be replaced, and reading a named pipe does not end. */
const statIfThere = async (target: string): Promise<Stats | undefined> => {
  let stats: Stats
  try {
    stats = await stat(target)
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
  if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}, and a secret goes to a regular file only`)
  return stats
}

/** The file's bytes as Latin-1, so that all of them survive; `undefined` where there is none. */
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
 * Replaces a file by what `edit` makes of its bytes (as Latin-1, so that all of them survive); `undefined` where there is
 * none. The file keeps its owner. Anything but a regular file, or a symbolic link to one, is refused. It is interrupted
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
 * Whether a file could be replaced, without doing so: fails where its folder is missing or cannot be written to, and where
 * it is no regular file. Returns its bytes; `undefined` where there is none.
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
