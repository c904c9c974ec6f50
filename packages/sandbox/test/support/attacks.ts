/**
 * Requests that try to crash a server.
 */
import * as Net from "node:net"

/** Sends bytes over a new connection. Resolves with all received bytes once it is closed. */
interface Attack {
  readonly name: string
  readonly text: string | Buffer
  /** When the client resets the connection: at once, a moment later, or never. */
  readonly leaves: "at once" | "later" | "never"
}

const upgrade = (...lines: ReadonlyArray<string>): string =>
  ["GET / HTTP/1.1", "Host: x", "Connection: Upgrade", ...lines, "", ""].join("\r\n")

const websocket = upgrade(
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Origin: https://attacker.example"
)

const get = (path = "/", ...lines: ReadonlyArray<string>): string =>
  [`GET ${path} HTTP/1.1`, "Host: x", ...lines, "", ""].join("\r\n")

const post = (length: number, body: string): string =>
  `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`

const texts: Readonly<Record<string, string | Buffer>> = {
  "an upgrade": upgrade("Upgrade: websocket"),
  "a websocket of a foreign page": websocket,
  "an upgrade with bytes behind it": `${websocket}${"\u0000".repeat(70_000)}`,
  "an upgrade with a body": upgrade("Upgrade: websocket", "Content-Length: 100000").concat("x".repeat(1_000)),
  "an upgrade to HTTP/2": upgrade("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"),
  "HTTP/2": Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0012\u0004"),
  "a CONNECT": "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
  "a CONNECT with bytes behind it": `CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n${"x".repeat(70_000)}`,
  "a TLS hello": Buffer.from([
    0x16,
    3,
    1,
    2,
    0,
    1,
    0,
    1,
    0xfc,
    3,
    3,
    ...Array.from({ length: 300 }, (_, n) => n % 256)
  ]),
  "garbage": Buffer.from(Array.from({ length: 2_000 }, (_, n) => (n * 7_919 + 13) % 256)),
  "nothing": "",
  "half a line": "GET /api",
  "half the headers": "GET / HTTP/1.1\r\nHost: x\r\nX-",
  "half a body": post(100_000, "{\"name\":"),
  "half a chunk": "POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nabc",
  "a chunk of wrong length": "POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
  "two lengths": "POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
  "headers of 200 kB": get("/", `X-Large: ${"x".repeat(200_000)}`),
  "3,000 headers": get("/", ...Array.from({ length: 3_000 }, (_, n) => `X-${n}: ${n}`)),
  "a path of 100 kB": get(`/${"x".repeat(100_000)}`),
  "a request for a response": get(),
  "requests in a row, then junk": `${get().repeat(20)}junk\r\n\r\n`,
  "requests in a row, an upgrade among them": `${get()}${websocket}${get()}`,
  "an expectation": get("/", "Expect: 100-continue", "Content-Length: 5"),
  "an unknown expectation": get("/", "Expect: the-unexpected"),
  "a path that is no path": get("//[::1%25]:99999/%E0%A4%A"),
  "an unknown method": "BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
  "OPTIONS *": "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
  "HTTP/1.0 without a host": "GET / HTTP/1.0\r\n\r\n",
  "a TRACE with trailers":
    "TRACE / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: a\r\n\r\n0\r\na: b\r\n\r\n"
}

/** Requests that stay open until the server's timeout if the client does not disconnect. */
const waits =
  /^(?:nothing|half|an expectation|an unknown exp|an upgrade with a body|a request|HTTP\/2|OPTIONS|a path|a TRACE)/

export const attacks: ReadonlyArray<Attack> = Object.entries(texts).flatMap(([name, text]) =>
  (["at once", "later", ...waits.test(name) ? [] : ["never" as const]] as const).map((leaves) => ({
    name,
    text,
    leaves
  }))
)

/** Runs an attack on a local port. Resolves with all received bytes once the connection is closed. */
export const attack = (port: number, { leaves, text }: Pick<Attack, "leaves" | "text">): Promise<string> =>
  new Promise((resolve) => {
    let received = ""
    const socket = Net.connect(port, "127.0.0.1", () => {
      socket.write(text, () => {
        if (leaves === "at once") socket.resetAndDestroy()
        if (leaves === "later") setTimeout(() => socket.resetAndDestroy(), 3)
      })
    })
    socket.setEncoding("latin1").on("data", (text: string) => received += text)
    // The server may close before everything is sent.
    socket.on("error", () => {}).on("close", () => resolve(received))
  })

const all = async (port: number, attacks: ReadonlyArray<Pick<Attack, "leaves" | "text">>): Promise<void> => {
  await Promise.all(attacks.map((one) => attack(port, one)))
}

/** 100 upgrades that are reset at different moments, and then all other attacks. */
export const attackAll = async (port: number): Promise<void> => {
  for (let n = 0; n < 100; n++) {
    const text = n % 2 === 0 ? websocket : upgrade("Upgrade: websocket")
    await attack(port, { text, leaves: n % 3 === 0 ? "later" : "at once" })
  }
  await all(port, attacks)
}

/** Disconnects at different moments of the response to `text`. */
export const leaveEarly = async (port: number, text: string): Promise<void> => {
  for (const leaves of ["at once", "later"] as const) {
    await all(port, Array.from({ length: 10 }, (_, n) => ({ leaves, text: n % 2 === 0 ? text : text.repeat(3) })))
  }
}
