/** Starts the sandbox of a project as a user does. */
import { spawn } from "node:child_process"
import { createServer } from "node:net"
import process from "node:process"
import { createInterface } from "node:readline"
import type { TestServer } from "./smoke/scenario.js"

const listen = async (): Promise<{ readonly port: number; readonly close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resolve({ port, close: async () => new Promise((done) => server.close(() => done())) })
    })
  })

/** A port on which no server listens. */
export const freePort = async (): Promise<number> => {
  const { close, port } = await listen()
  await close()
  return port
}

/** Runs `use` with a sandbox of 150 keys, then stops the sandbox. */
export const withSandbox = async <A>(project: string, use: (place: TestServer) => Promise<A>): Promise<A> => {
  const args = ["--no-install", "openrouter-keys-sandbox", "--json", "--quiet", "--keys", "150"]
  const sandbox = spawn("npx", args, { cwd: project, stdio: ["ignore", "pipe", "inherit"], detached: true })
  try {
    const [line] = await Promise.race([
      createInterface(sandbox.stdout)[Symbol.asyncIterator]().next().then(({ value }) => [value as string | undefined]),
      new Promise<never>((_, reject) => sandbox.once("error", reject))
    ])
    if (line === undefined) throw new Error("the sandbox ended before it was ready")
    return await use({
      ...JSON.parse(line) as Omit<TestServer, "closedUrl">,
      closedUrl: `http://127.0.0.1:${await freePort()}/api/v1`
    })
  } finally {
    // Ends the process group, because npx is the parent of the sandbox.
    if (sandbox.pid !== undefined && sandbox.exitCode === null) process.kill(-sandbox.pid, "SIGTERM")
  }
}
