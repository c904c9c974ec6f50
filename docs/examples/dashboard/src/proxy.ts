/**
 * Connections to the service, through the proxy that the environment names.
 *
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are read as curl reads them, in either letter case. A proxy is asked for a
 * tunnel (`CONNECT`), so it never sees the management key on its way to an https address.
 */
import Undici from "@effect/platform-node/Undici"
import * as Either from "effect/Either"

/** Addresses of the proxies; empty for none. */
export interface Proxies {
  readonly httpProxy: string
  readonly httpsProxy: string
}

/** Marks an error of a connection that was never made, whatever the system calls it. */
export class NotConnected extends Error {}

const read = (environment: NodeJS.ProcessEnv, name: string): Either.Either<string, Error> => {
  const value = (environment[name.toLowerCase()] ?? environment[name] ?? "").trim()
  if (value === "") return Either.right("")
  // curl takes a host and a port, too.
  const address = value.includes("://") ? value : `http://${value}`
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
    ? Either.right(address)
    // It may hold a password, so it is not repeated.
    : Either.left(new Error(`${name} must be the http or https URL of a proxy.`))
}

/** The proxies that the environment names, or what is wrong with an address. */
export const proxiesOf = (environment: NodeJS.ProcessEnv): Either.Either<Proxies, Error> =>
  Either.all({ httpProxy: read(environment, "HTTP_PROXY"), httpsProxy: read(environment, "HTTPS_PROXY") })

const markFailure =
  (connect: Undici.buildConnector.connector): Undici.buildConnector.connector => (options, callback) =>
    connect(
      options,
      (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(new NotConnected("not connected", { cause: error }), null)
    )

/** Whether by a proxy or directly, each pool of connections is made here, with its own way to connect. */
const makePool = (origin: string | URL, options: Undici.Pool.Options): Undici.Dispatcher => {
  const { connect } = options
  const connector = typeof connect === "function" ? connect : Undici.buildConnector({ ...connect })
  return new Undici.Pool(origin, { ...options, connect: markFailure(connector) })
}

/** Makes the connections; without `proxies`, all are direct. */
export const makeDispatcher = (
  options: Undici.Agent.Options,
  proxies: Proxies | undefined
): Undici.Dispatcher => {
  const withPool = { ...options, factory: makePool }
  return proxies === undefined
    ? new Undici.Agent(withPool)
    : new Undici.EnvHttpProxyAgent({ ...withPool, ...proxies })
}
