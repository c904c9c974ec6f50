/** Starts and stops the server. */
import { fork } from "node:child_process"
import { once } from "node:events"

/** A running server. */
export interface Server {
  /** Base URL of a service with this many keys. */
  readonly url: (keys: number) => string
  readonly stop: () => void
}

/** Starts the server in its own process, which ends with this one. */
export const startServer = async (): Promise<Server> => {
  const child = fork(new URL("main.js", import.meta.url))
  const [port] = await once(child, "message") as [number]
  return {
    url: (keys) => `http://127.0.0.1:${port}/${keys}`,
    stop: () => void child.kill()
  }
}
