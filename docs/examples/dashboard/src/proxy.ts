/**
 * Connections to the service, through a proxy if the environment sets one.
 *
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are read as by curl, in upper or lower case. Proxies tunnel the connection
 * (`CONNECT`), so they cannot see the management key in requests to an https URL.
 */
import Undici from "@effect/platform-node/Undici"
import * as Either from "effect/Either"

/** URLs of the proxies; empty for none. */
export interface Proxies {
  readonly httpProxy: string
  readonly httpsProxy: string
}

/** The error of a connection that could not be made. */
export class NotConnected extends Error {}

const read = (environment: NodeJS.ProcessEnv, name: string): Either.Either<string, Error> => {
  const value = (environment[name.toLowerCase()] ?? environment[name] ?? "").trim()
  if (value === "") return Either.right("")
  // curl also accepts a host and a port.
  const address = value.includes("://") ? value : `http://${value}`
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
    ? Either.right(address)
    // The message does not repeat the URL: it may contain a password.
    : Either.left(new Error(`${name} must be the http or https URL of a proxy.`))
}

/** The proxies in the environment, or an error if a URL is invalid. */
export const proxiesOf = (environment: NodeJS.ProcessEnv): Either.Either<Proxies, Error> =>
  Either.all({ httpProxy: read(environment, "HTTP_PROXY"), httpsProxy: read(environment, "HTTPS_PROXY") })

const markFailure =
  (connect: Undici.buildConnector.connector): Undici.buildConnector.connector => (options, callback) =>
    connect(
      options,
      (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(new NotConnected("not connected", { cause: error }), null)
    )

/** Creates a connection pool, direct or through a proxy, whose connection failures are `NotConnected`. */
const makePool = (origin: string | URL, options: Undici.Pool.Options): Undici.Dispatcher => {
  const { connect } = options
  const connector = typeof connect === "function" ? connect : Undici.buildConnector({ ...connect })
  return new Undici.Pool(origin, { ...options, connect: markFailure(connector) })
}

/** Creates the dispatcher. Without `proxies`, connections are direct. */
export const makeDispatcher = (
  options: Undici.Agent.Options,
  proxies: Proxies | undefined
): Undici.Dispatcher => {
  const withPool = { ...options, factory: makePool }
  return proxies === undefined
    ? new Undici.Agent(withPool)
    : new Undici.EnvHttpProxyAgent({ ...withPool, ...proxies })
}
