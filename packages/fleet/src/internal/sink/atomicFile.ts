/** Files with secrets: written as a whole or not at all, readable by their owner only. */
import * as Effect from "effect/Effect"
import { type FileHandle, lstat, open, readFile, readlink, rename, rm, stat } from "node:fs/promises"
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

const replace = async (target: string, content: string): Promise<void> => {
  const beside = besideOf(target)
  await rm(beside, { force: true })
  try {
    await withHandle(beside, "wx", async (handle) => {
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

const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "latin1")
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

const update = async (path: string, edit: (content: string | undefined) => string): Promise<void> => {
  const target = await targetOf(path)
  const before = await readIfThere(target)
  const after = edit(before)
  const isPrivate = before !== undefined && ((await stat(target)).mode & 0o777) === privately
  if (after !== before || !isPrivate) await replace(target, after)
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
 * none. It is interrupted before or after, not within.
 */
export const updateFile = (
  path: string,
  edit: (content: string | undefined) => string
): Effect.Effect<void, unknown> =>
  lockOf(path).withPermits(1)(
    Effect.uninterruptible(Effect.tryPromise({ try: () => update(path, edit), catch: (cause) => cause }))
  )
