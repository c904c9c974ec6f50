/**
 * Writes a file atomically, also if the process or the machine stops, and keeps its mode, owner and links.
 */
import type { Stats } from "node:fs"
import * as Fs from "node:fs/promises"
import * as Path from "node:path"

export const codeOf = (cause: unknown): unknown => cause instanceof Error && "code" in cause ? cause.code : undefined

const orUndefined = <A>(codes: ReadonlyArray<string>, promise: Promise<A>): Promise<A | undefined> =>
  promise.catch((cause: unknown) => {
    if (codes.includes(String(codeOf(cause)))) return undefined
    throw cause
  })

/** Resolves symbolic links, also to a file that does not exist yet. */
export const followLinks = async (path: string, hops = 0): Promise<string> => {
  const real = await orUndefined(["ENOENT"], Fs.realpath(path))
  if (real !== undefined) return real
  const folder = await orUndefined(["ENOENT"], Fs.realpath(Path.dirname(path)))
  if (folder === undefined || hops === 40) return Path.resolve(path)
  const inFolder = Path.join(folder, Path.basename(path))
  const target = await orUndefined(["ENOENT", "EINVAL"], Fs.readlink(inFolder))
  return target === undefined ? inFolder : followLinks(Path.resolve(folder, target), hops + 1)
}

// =====================================================================================================================
// Replacing the file
// =====================================================================================================================

const tempPath = (path: string): string => `${path}.${process.pid}.tmp`

/** Removes temporary files of killed processes. Call it only while holding the lock. */
export const removeStaleTempFiles = async (path: string): Promise<void> => {
  const start = `${Path.basename(path)}.`
  const names = await orUndefined(["ENOENT", "EACCES", "ENOTDIR"], Fs.readdir(Path.dirname(path))) ?? []
  const stale = names.filter((name) => name.startsWith(start) && /^\d+\.tmp$/.test(name.slice(start.length)))
  await Promise.all(stale.map((name) => Fs.rm(Path.join(Path.dirname(path), name), { force: true })))
}

/** Syncs a folder, which puts the names in it on disk. Windows and some file systems need no such sync. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === "win32") return
  const handle = await orUndefined(["EACCES"], Fs.open(folder, "r"))
  try {
    await orUndefined(["EINVAL", "ENOTSUP", "EOPNOTSUPP"], handle?.sync() ?? Promise.resolve())
  } finally {
    await handle?.close()
  }
}

const keepModeAndOwner = async (handle: Fs.FileHandle, { gid, mode, uid }: Stats): Promise<void> => {
  const made = await handle.stat()
  if (made.uid !== uid || made.gid !== gid) await handle.chown(uid, gid)
  await handle.chmod(mode & 0o7777)
}

const replace = async (path: string, text: string, old: Stats | undefined): Promise<void> => {
  const temp = tempPath(path)
  try {
    const handle = await Fs.open(temp, "w", 0o600)
    try {
      if (old !== undefined) await keepModeAndOwner(handle, old)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await Fs.rename(temp, path)
  } catch (cause) {
    // The temporary file would keep a full disk full.
    await Fs.rm(temp, { force: true }).catch(() => {})
    throw cause
  }
  await syncFolder(Path.dirname(path))
}

// =====================================================================================================================
// Writing in place
// =====================================================================================================================

/** Separates versions of the text. JSON does not contain it. */
const separator = "\u001E"

/** Writes all bytes. On a disk that becomes full, a write is partial and the next one fails. */
const writeAll = async (handle: Fs.FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}

const compact = async (handle: Fs.FileHandle, bytes: Buffer): Promise<void> => {
  await writeAll(handle, bytes, 0)
  await handle.sync()
  await handle.truncate(bytes.length)
  await handle.sync()
}

/**
 * Appends the new text and syncs, then copies the text to the start and truncates the file. The text is appended far
 * enough from the start that the copy does not overlap it.
 */
const writeInPlace = async (path: string, text: string): Promise<void> => {
  const handle = await Fs.open(path, "r+")
  try {
    const bytes = Buffer.from(text)
    const { size } = await handle.stat()
    const appended = Buffer.from(`${" ".repeat(Math.max(0, bytes.length - size))}${separator}${text}${separator}`)
    try {
      await writeAll(handle, appended, size)
      await handle.sync()
    } catch (cause) {
      await handle.truncate(size).catch(() => {})
      throw cause
    }
    // The text is saved. If compacting fails, the next write repeats it.
    await compact(handle, bytes).catch(() => {})
  } finally {
    await handle.close()
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The text of a file: the last complete version if writing in place was interrupted. */
export const readText = async (path: string): Promise<string> => {
  const texts = (await Fs.readFile(path, "utf8")).split(separator)
  return texts.length === 1 ? texts[0]! : texts.reverse().find(isJson) ?? texts.at(-1)!
}

// =====================================================================================================================
// Choosing between them
// =====================================================================================================================

/** Errors for a file that cannot be replaced: it is a mount point, as in a container, or permissions are missing. */
const cannotReplace = new Set<unknown>(["EBUSY", "EXDEV", "EACCES", "EPERM", "EROFS"])

/** Writes a file and syncs it to disk. If it rejects, the file is unchanged. `path` must not contain symbolic links. */
export const writeFile = async (path: string, text: string): Promise<void> => {
  const old = await orUndefined(["ENOENT"], Fs.stat(path))
  // Replacing the file would leave its other hard links with the old text.
  if (old !== undefined && old.nlink > 1) return writeInPlace(path, text)
  try {
    await replace(path, text, old)
  } catch (cause) {
    if (old === undefined || !cannotReplace.has(codeOf(cause))) throw cause
    await writeInPlace(path, text)
  }
}
