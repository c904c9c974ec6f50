/**
 * Locks a file for one user at a time, across processes and within one.
 *
 * The lock is a socket that its holder listens on, linked under a name beside the file. The system ends the listening
 * with the process, however that ends: a lock that refuses connections is left over. Process ids, which the system gives
 * to others later, are not needed.
 */
import { createHash, randomUUID } from "node:crypto"
import * as Fs from "node:fs/promises"
import * as Net from "node:net"
import * as Os from "node:os"
import * as Path from "node:path"

/** A lock that is held. */
export interface Lock {
  /** Rejects if the lock was removed or replaced. */
  readonly check: () => Promise<void>
  readonly release: () => Promise<void>
}

/** The file is locked by another user. */
class InUse extends Error {
  override readonly name = "InUse"
}

const codeOf = (cause: unknown): unknown => cause instanceof Error && "code" in cause ? cause.code : undefined

const listen = (address: string): Promise<Net.Server> =>
  new Promise((resolve, reject) => {
    const server = Net.createServer((socket) => socket.on("error", () => {}).destroy())
    server.once("error", reject)
    // Not shared among the workers of a cluster.
    server.listen({ path: address, exclusive: true }, () => {
      server.off("error", reject).on("error", () => {})
      // A lock keeps no process alive.
      server.unref()
      resolve(server)
    })
  })

const close = (server: Net.Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

// =====================================================================================================================
// Sockets with a name in a folder
// =====================================================================================================================

type Found = "held" | "left over" | "gone"

const probe = async (path: string): Promise<Found> => {
  try {
    // A connection to a file of another kind is refused as well.
    if (!(await Fs.lstat(path)).isSocket()) throw new Error(`${path} is in the way: it is not a lock`)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return "gone"
    throw cause
  }
  return new Promise((resolve) => {
    const socket = Net.connect(path)
    const found = (what: Found) => {
      socket.destroy()
      resolve(what)
    }
    socket.once("connect", () => found("held"))
    socket.on("error", (cause) => {
      const code = codeOf(cause)
      // Any other error, as of a socket of another person, says that it is there.
      if (code === "ENOENT") return found("gone")
      found(code === "ECONNREFUSED" ? "left over" : "held")
    })
  })
}

const remove = (path: string): Promise<void> => Fs.rm(path, { force: true })

/** Moves a left-over lock away, and back if it turns out that another process has replaced it by its own meanwhile. */
const removeLeftOver = async (path: string, aside: string): Promise<void> => {
  try {
    await Fs.rename(path, aside)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return
    throw cause
  }
  if (await probe(aside) === "held") {
    await Fs.link(aside, path).catch((cause: unknown) => {
      if (codeOf(cause) !== "EEXIST") throw cause
    })
  }
  await remove(aside)
}

const identity = async (path: string): Promise<string> => {
  const { dev, ino } = await Fs.lstat(path, { bigint: true })
  return `${dev}:${ino}`
}

const check = async (path: string, own: string): Promise<void> => {
  const found = await identity(path).catch((cause: unknown) => {
    if (codeOf(cause) === "ENOENT") return undefined
    throw cause
  })
  if (found === undefined) throw new Error(`its lock ${path} was removed`)
  if (found !== own) throw new InUse("another sandbox has taken the file over")
}

/** Removes the names of processes that were killed while they took the lock. */
const removeStray = async (path: string): Promise<void> => {
  const start = `${Path.basename(path)}.`
  const names = await Fs.readdir(Path.dirname(path))
  for (const name of names.filter((name) => name.startsWith(start) && /^[0-9a-f]{8}$/.test(name.slice(start.length)))) {
    const stray = Path.join(Path.dirname(path), name)
    if (await probe(stray) === "left over") await remove(stray)
  }
}

/** Listens first, and then links: a lock that can be seen is held. */
const take = async (path: string, name: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await Fs.link(name, path)
    } catch (cause) {
      if (codeOf(cause) !== "EEXIST") throw cause
    }
    const found = await probe(path)
    if (found === "held") throw new InUse("another sandbox is using it. Stop that one, or use another file")
    if (found === "left over") await removeLeftOver(path, `${path}.${randomUUID().slice(0, 8)}`)
  }
  throw new Error(`${path} cannot be locked`)
}

const lockByName = async (path: string): Promise<Lock> => {
  const name = `${path}.${randomUUID().slice(0, 8)}`
  const server = await listen(name)
  try {
    await take(path, name)
    const own = await identity(path)
    // Closing removes the name that was listened on, and must not remove a lock that has become another's.
    const release = async () => {
      const isOwn = await check(path, own).then(() => true, () => false)
      if (isOwn) await remove(path)
      await close(server)
    }
    await remove(name)
    await removeStray(path).catch(() => {})
    return { check: () => check(path, own), release }
  } catch (cause) {
    await close(server)
    await remove(name)
    throw cause
  }
}

// =====================================================================================================================
// Where the lock is
// =====================================================================================================================

/** On Windows, names of listeners are no files, and there are none left over. */
const lockPipe = async (name: string): Promise<Lock> => {
  const server = await listen(`\\\\.\\pipe\\${name}`).catch((cause: unknown) => {
    throw codeOf(cause) === "EADDRINUSE" ? new InUse("another sandbox is using it") : cause
  })
  return { check: () => Promise.resolve(), release: () => close(server) }
}

/** The least that systems allow for the path of a socket, less the end that is added. */
const maxPath = 103 - 9

/** Folders that take no sockets: read-only, another person's, or of a file system that knows none. */
const takesNoSocket = new Set<unknown>(["EACCES", "EPERM", "EROFS", "ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOSYS", "EIO"])

const nameFor = (what: string): string =>
  `openrouter-keys-${createHash("sha256").update(what).digest("hex").slice(0, 24)}`

const lockPath = async (path: string): Promise<Lock> => {
  const name = nameFor(path)
  if (process.platform === "win32") return lockPipe(name)
  const beside = `${path}.lock`
  const elsewhere = Path.join(Os.tmpdir(), `${name}.lock`)
  if (Buffer.byteLength(beside) > maxPath) return lockByName(elsewhere)
  try {
    return await lockByName(beside)
  } catch (cause) {
    if (takesNoSocket.has(codeOf(cause))) return lockByName(elsewhere)
    throw cause
  }
}

/** The identity of a file that has several names; `undefined` for other ones, whose identity changes when they are saved. */
const sharedIdentity = async (path: string): Promise<string | undefined> => {
  const stats = await Fs.stat(path, { bigint: true }).catch(() => undefined)
  return stats?.isFile() === true && stats.nlink > 1n ? `${stats.dev}:${stats.ino}` : undefined
}

const both = (one: Lock, other: Lock): Lock => ({
  check: async () => {
    await one.check()
    await other.check()
  },
  release: async () => {
    await Promise.all([one.release(), other.release()])
  }
})

/**
 * Locks a file, which need not exist. `path` must be without symbolic links. Rejects if it is locked.
 *
 * The lock is `path.lock`, so that also containers that share the folder see it; or, where that cannot be made, a file in
 * the folder for temporary files. A file with several names (hard links) has another one there for all of them.
 */
export const lock = async (path: string): Promise<Lock> => {
  const held = await lockPath(path)
  const shared = process.platform === "win32" ? undefined : await sharedIdentity(path)
  if (shared === undefined) return held
  try {
    return both(held, await lockByName(Path.join(Os.tmpdir(), `${nameFor(shared)}.lock`)))
  } catch (cause) {
    await held.release()
    throw cause
  }
}
