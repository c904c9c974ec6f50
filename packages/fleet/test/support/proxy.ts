/** A network between two parts that can be cut: what is sent meanwhile neither arrives nor is refused. */
import { connect, createServer, type Socket } from "node:net"

/** A network on loopback. */
export interface Proxy {
  readonly port: number
  /** Drops everything from now on. Nobody is told: connections stay open, and new ones come to nothing. */
  readonly cut: () => void
  /** Lets everything through again. Connections of before are still there, as on a real network, unless they were given up. */
  readonly heal: () => void
  readonly close: () => void
}

/** Starts a network to a port on loopback. */
export const startProxy = (target: number): Promise<Proxy> => {
  const sockets = new Set<Socket>()
  const waiting = new Set<() => void>()
  let isCut = false
  const whenWhole = (go: () => void) => {
    if (isCut) waiting.add(go)
    else go()
  }
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from)
    from.on("data", (chunk) => {
      from.pause()
      whenWhole(() => {
        if (!to.destroyed) to.write(chunk)
        from.resume()
      })
    })
    from.on("error", () => {})
    // That one side has given up is not seen on the other side either.
    from.on("close", () => {
      sockets.delete(from)
      whenWhole(() => to.destroy())
    })
  }
  const server = createServer((client) => {
    client.on("error", () => {})
    whenWhole(() => {
      if (client.destroyed) return
      const upstream = connect(target, "127.0.0.1")
      pass(client, upstream)
      pass(upstream, client)
    })
  })
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve({
        port: typeof address === "object" && address !== null ? address.port : 0,
        cut: () => {
          isCut = true
        },
        heal: () => {
          isCut = false
          const all = [...waiting]
          waiting.clear()
          for (const go of all) go()
        },
        close: () => {
          server.close()
          for (const socket of sockets) socket.destroy()
        }
      })
    })
  })
}
