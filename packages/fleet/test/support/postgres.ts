/** A PostgreSQL server of Debian's package, on loopback and in a temporary folder, for as long as a test needs it. */
import { execFileSync, spawn } from "node:child_process"
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

const versions = "/usr/lib/postgresql"

const findBin = (): string | undefined => {
  if (!existsSync(versions)) return undefined
  const newest = readdirSync(versions).sort((one, other) => Number(other) - Number(one))[0]
  const bin = `${versions}/${newest}/bin`
  return existsSync(`${bin}/initdb`) ? bin : undefined
}

const bin = findBin()

/** Why no server can be started here; `undefined` if one can. */
export const unavailable: string | undefined = bin === undefined
  ? "PostgreSQL is not installed (Debian's package `postgresql`), so the cluster is not tested"
  : undefined

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** A running server. */
export interface Postgres {
  readonly url: string
  readonly port: number
  /** Stops it as a crash would, and starts it again. */
  readonly restart: () => Promise<void>
  /** Stops it as a crash would. */
  readonly crash: () => void
  /** Stops it, and removes its data. */
  readonly stop: () => void
}

const isRoot = process.getuid?.() === 0

const run = (program: string, args: ReadonlyArray<string>): string =>
  isRoot
    ? execFileSync("runuser", ["-u", "postgres", "--", `${bin}/${program}`, ...args], { encoding: "utf8", cwd: "/" })
    : execFileSync(`${bin}/${program}`, args, { encoding: "utf8", cwd: "/" })

/** Starts a server with an empty database. */
export const startPostgres = async (): Promise<Postgres> => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-postgres-"))
  const data = `${folder}/data`
  mkdirSync(data)
  if (isRoot) {
    const [uid = 0, gid = 0] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"])))
    chownSync(folder, uid, gid)
    chownSync(data, uid, gid)
  }
  chmodSync(data, 0o700)
  run("initdb", ["-A", "trust", "-U", "postgres", "--no-sync", "-D", data])
  const port = await freePort()
  const options =
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200`
  const start = () =>
    new Promise<void>((resolve, reject) => {
      // A pipe that the server inherits would never end.
      const [program, args]: [string, Array<string>] = isRoot
        ? ["runuser", ["-u", "postgres", "--", `${bin}/pg_ctl`]]
        : [`${bin}/pg_ctl`, []]
      const child = spawn(program, [...args, "start", "-w", "-D", data, "-l", `${folder}/log`, "-o", options], {
        stdio: "ignore",
        cwd: "/"
      })
      child.on("error", reject)
      child.on("close", (status) => status === 0 ? resolve() : reject(new Error(`pg_ctl ended with ${status}`)))
    })
  let isRunning = true
  const halt = () => {
    if (isRunning) run("pg_ctl", ["stop", "-m", "immediate", "-w", "-D", data])
    isRunning = false
  }
  await start()
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    restart: async () => {
      halt()
      await start()
      isRunning = true
    },
    crash: halt,
    stop: () => {
      halt()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
