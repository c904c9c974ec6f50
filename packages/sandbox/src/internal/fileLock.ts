/**
 * Locks a file exclusively, across processes and within one.
 *
 * The lock is a Unix socket next to the file that its owner listens on. The system closes it when the process ends in any
 * way, so a socket that refuses connections is stale. Process ids are not used: the system reuses them.
 */
import { createHash, randomUUID } from "node:crypto"
import * as Fs from "node:fs/promises"
import * as Net from "node:net"
import * as Os from "node:os"
import * as Path from "node:path"

/** A lock that this process holds. */
export interface Lock {
  /** Rejects if the lock was removed or replaced. */
  readonly check: () => Promise<void>
  readonly release: () => Promise<void>
}

/** Another sandbox holds the lock. */
class InUse extends Error {
  override readonly name = "InUse"
}

const codeOf = (cause: unknown): unknown => cause instanceof Error && "code" in cause ? cause.code : undefined

const listen = (address: string): Promise<Net.Server> =>
  new Promise((resolve, reject) => {
    const server = Net.createServer((socket) => socket.on("error", () => {}).destroy())
    server.once("error", reject)
    // Workers of a cluster would share it otherwise.
    server.listen({ path: address, exclusive: true }, () => {
      server.off("error", reject).on("error", () => {})
      // A lock must not keep the process alive.
      server.unref()
      resolve(server)
    })
  })

const close = (server: Net.Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

// =====================================================================================================================
// Locks in a folder
// =====================================================================================================================

type LockState = "held" | "stale" | "missing"

const probe = async (path: string): Promise<LockState> => {
  try {
    // Other kinds of files refuse connections too, and must not be removed as stale.
    if (!(await Fs.lstat(path)).isSocket()) throw new Error(`${path} exists and is not a lock`)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return "missing"
    throw cause
  }
  return new Promise((resolve) => {
    const socket = Net.connect(path)
    const found = (state: LockState) => {
      socket.destroy()
      resolve(state)
    }
    socket.once("connect", () => found("held"))
    socket.on("error", (cause) => {
      const code = codeOf(cause)
      // Other errors, such as a lack of permission, mean that the socket is in use.
      if (code === "ENOENT") return found("missing")
      found(code === "ECONNREFUSED" ? "stale" : "held")
    })
  })
}

const remove = (path: string): Promise<void> => Fs.rm(path, { force: true })

/** Moves a stale lock away. Restores it if another process has replaced it meanwhile by a lock that is held. */
const removeStale = async (path: string, aside: string): Promise<void> => {
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
  if (found !== own) throw new InUse("another sandbox has taken over the file")
}

/** Removes the sockets of processes that were killed while they acquired the lock. */
const removeStaleSockets = async (path: string): Promise<void> => {
  const start = `${Path.basename(path)}.`
  const names = await Fs.readdir(Path.dirname(path))
  for (const name of names.filter((name) => name.startsWith(start) && /^[0-9a-f]{8}$/.test(name.slice(start.length)))) {
    const socket = Path.join(Path.dirname(path), name)
    if (await probe(socket) === "stale") await remove(socket)
  }
}

/** Links the socket to the path of the lock. It is listening already, so that no visible lock looks stale. */
const acquire = async (path: string, name: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await Fs.link(name, path)
    } catch (cause) {
      if (codeOf(cause) !== "EEXIST") throw cause
    }
    const found = await probe(path)
    if (found === "held") throw new InUse("another sandbox is using it. Stop that one, or use another file")
    if (found === "stale") await removeStale(path, `${path}.${randomUUID().slice(0, 8)}`)
  }
  throw new Error(`${path} cannot be locked`)
}

const lockByName = async (path: string): Promise<Lock> => {
  const name = `${path}.${randomUUID().slice(0, 8)}`
  const server = await listen(name)
  try {
    await acquire(path, name)
    const own = await identity(path)
    // Closing the server removes the path that it listens on, so a lock that another process took over is left alone.
    const release = async () => {
      const isOwn = await check(path, own).then(() => true, () => false)
      if (isOwn) await remove(path)
      await close(server)
    }
    await remove(name)
    await removeStaleSockets(path).catch(() => {})
    return { check: () => check(path, own), release }
  } catch (cause) {
    await close(server)
    await remove(name)
    throw cause
  }
}

// =====================================================================================================================
// Path of the lock
// =====================================================================================================================

/** Windows uses named pipes, which are not files and cannot be stale. */
const lockPipe = async (name: string): Promise<Lock> => {
  const server = await listen(`\\\\.\\pipe\\${name}`).catch((cause: unknown) => {
    throw codeOf(cause) === "EADDRINUSE" ? new InUse("another sandbox is using it") : cause
  })
  return { check: () => Promise.resolve(), release: () => close(server) }
}

/** The shortest limit of all systems for the path of a socket, less the suffix. */
const maxPath = 103 - 9

/** Errors for folders without sockets: read-only, without permission, or on a file system that does not support them. */
const socketsUnsupported = new Set<unknown>([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EINVAL",
  "ENOSYS",
  "EIO"
])

const nameFor = (text: string): string =>
  `openrouter-keys-${createHash("sha256").update(text).digest("hex").slice(0, 24)}`

const lockPath = async (path: string): Promise<Lock> => {
  const name = nameFor(path)
  if (process.platform === "win32") return lockPipe(name)
  const siblingPath = `${path}.lock`
  const tempPath = Path.join(Os.tmpdir(), `${name}.lock`)
  if (Buffer.byteLength(siblingPath) > maxPath) return lockByName(tempPath)
  try {
    return await lockByName(siblingPath)
  } catch (cause) {
    if (socketsUnsupported.has(codeOf(cause))) return lockByName(tempPath)
    throw cause
  }
}

/** The identity of a file with hard links; `undefined` for others, whose identity changes with each save. */
const sharedIdentity = async (path: string): Promise<string | undefined> => {
  const stats = await Fs.stat(path, { bigint: true }).catch(() => undefined)
  return stats?.isFile() === true && stats.nlink > 1n ? `${stats.dev}:${stats.ino}` : undefined
}

const combine = (one: Lock, other: Lock): Lock => ({
  check: async () => {
    await one.check()
    await other.check()
  },
  release: async () => {
    await Promise.all([one.release(), other.release()])
  }
})

/**
 * Locks a file, which need not exist. `path` must not contain symbolic links. Rejects if the file is locked.
 *
 * The lock is `path.lock`, so that containers which share the folder see it, or else a file in the folder for temporary
 * files. A file with hard links has a second lock there, which all its names share.
 */
export const lock = async (path: string): Promise<Lock> => {
  const own = await lockPath(path)
  const shared = process.platform === "win32" ? undefined : await sharedIdentity(path)
  if (shared === undefined) return own
  try {
    return combine(own, await lockByName(Path.join(Os.tmpdir(), `${nameFor(shared)}.lock`)))
  } catch (cause) {
    await own.release()
    throw cause
  }
}
