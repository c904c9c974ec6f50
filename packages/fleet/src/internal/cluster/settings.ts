/** Settings of a runner, from options and environment variables. */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"

/** Options of a runner in a cluster. */
export interface ClusterOptions {
  /** The database, `postgres://USER:PASSWORD@HOST:PORT/NAME`. Variable: `OPENROUTER_KEYS_DATABASE_URL`. */
  readonly database: Redacted.Redacted<string>
  /**
   * Host name or address at which the other runners reach this one. Variable: `OPENROUTER_KEYS_HOST`. There is no
   * default. Runners communicate without authentication, so use a private network.
   */
  readonly host: string
  /** Port at which the other runners reach this one. Variable: `OPENROUTER_KEYS_PORT`. Default: 34431. */
  readonly port: number
  /** Address to listen on. Variable: `OPENROUTER_KEYS_LISTEN_HOST`. Default: `host`. */
  readonly listenHost: string | undefined
  /**
   * How dead runners are detected: by a request to them (`ping`), or by Kubernetes, whose pods are selected by
   * `kubernetesLabels`. Variable: `OPENROUTER_KEYS_HEALTH`. Default: `ping`.
   */
  readonly health: "ping" | "kubernetes"
  /** Label selector of the runners' pods, such as `app=openrouter-keys`. Variable: `OPENROUTER_KEYS_KUBERNETES_LABELS`. */
  readonly kubernetesLabels: string | undefined
  /**
   * Namespace of the runners' pods. Variable: `OPENROUTER_KEYS_KUBERNETES_NAMESPACE`. Default: all namespaces, which needs a
   * `ClusterRole`.
   */
  readonly kubernetesNamespace: string | undefined
  /**
   * Maximum number of requests per second to the API, for all runners together; 0 for no limit. After a 429, all
   * runners wait in any case. Variable: `OPENROUTER_KEYS_REQUESTS_PER_SECOND`. Default: 0.
   */
  readonly requestsPerSecond: number
  /**
   * Maximum number of connections to the database, at least 4: locks take up to three.
   * Variable: `OPENROUTER_KEYS_CONNECTIONS`. Default: 10.
   */
  readonly connections: number
  /**
   * Maximum number of steps that this runner runs at the same time. Rotations that are due meanwhile wait for their turn.
   * Variable: `OPENROUTER_KEYS_CONCURRENCY`. Default: 8.
   */
  readonly concurrency: number
  /**
   * After this time without a sign of life, other runners take over. With a shorter time, a pause of the
   * database or the process may count as a death. Variable: `OPENROUTER_KEYS_LOCK_EXPIRATION`. Default: 30 seconds.
   */
  readonly lockExpiration: Duration.Duration
  /**
   * How often each runner polls the database for other runners and for work. Each poll is a
   * query. Variable: `OPENROUTER_KEYS_POLL_INTERVAL`. Default: 3 seconds.
   */
  readonly pollInterval: Duration.Duration
  /**
   * How long running steps may take to finish when a runner stops. Then they are interrupted, and continue elsewhere. The runner
   * has stopped at most ten seconds later.
   * Variable: `OPENROUTER_KEYS_TERMINATION_TIMEOUT`. Default: 15 seconds, half of what Kubernetes gives.
   */
  readonly terminationTimeout: Duration.Duration
  /**
   * How long the engine's messages of a rotation are kept after it has ended, at least a minute. Then they are deleted; its
   * record stays. Variable: `OPENROUTER_KEYS_RETENTION`. Default: 7 days.
   */
  readonly retention: Duration.Duration
}

/** Options of a program that is not a runner, but uses the rotations of a cluster. */
export interface ClientOptions extends Pick<ClusterOptions, "database" | "requestsPerSecond" | "lockExpiration"> {}

const defaultPort = 34_431

/** Reads the variable of an option that is not set. */
const orOf =
  (given: Partial<ClusterOptions>) =>
  <Name extends keyof ClusterOptions>(name: Name, variable: Config.Config<ClusterOptions[Name]>) => {
    const value = given[name]
    return value === undefined ? variable : Config.succeed<ClusterOptions[Name]>(value)
  }

/** Options of runners and clients. */
const shared = (or: ReturnType<typeof orOf>) => ({
  database: or("database", Config.redacted("DATABASE_URL")),
  requestsPerSecond: or("requestsPerSecond", Config.withDefault(Config.number("REQUESTS_PER_SECOND"), 0)),
  lockExpiration: or("lockExpiration", Config.withDefault(Config.duration("LOCK_EXPIRATION"), Duration.seconds(30)))
})

/** The options of a client, with environment variables for those that are not set. */
export const clientConfigOf = (given: Partial<ClientOptions>): Config.Config<ClientOptions> =>
  Config.nested(Config.all(shared(orOf(given))), "OPENROUTER_KEYS").pipe(
    Config.mapOrFail((options) => {
      const problem = problemOfShared(options)
      return problem === null ? Either.right(options) : Either.left(ConfigError.InvalidData([], problem))
    })
  )

/** The options, with environment variables for those that are not set. */
export const configOf = (given: Partial<ClusterOptions>): Config.Config<ClusterOptions> => {
  const or = orOf(given)
  return Config.nested(
    Config.all({
      ...shared(or),
      host: or("host", Config.nonEmptyString("HOST")),
      port: or("port", Config.port("PORT").pipe(Config.withDefault(defaultPort))),
      listenHost: or("listenHost", Config.withDefault(Config.nonEmptyString("LISTEN_HOST"), undefined)),
      health: or("health", Config.withDefault(Config.literal("ping", "kubernetes")("HEALTH"), "ping")),
      kubernetesLabels: or(
        "kubernetesLabels",
        Config.withDefault(Config.nonEmptyString("KUBERNETES_LABELS"), undefined)
      ),
      kubernetesNamespace: or(
        "kubernetesNamespace",
        Config.withDefault(Config.nonEmptyString("KUBERNETES_NAMESPACE"), undefined)
      ),
      connections: or("connections", Config.withDefault(Config.integer("CONNECTIONS"), 10)),
      concurrency: or("concurrency", Config.withDefault(Config.integer("CONCURRENCY"), 8)),
      pollInterval: or("pollInterval", Config.withDefault(Config.duration("POLL_INTERVAL"), Duration.seconds(3))),
      terminationTimeout: or(
        "terminationTimeout",
        Config.withDefault(Config.duration("TERMINATION_TIMEOUT"), Duration.seconds(15))
      ),
      retention: or("retention", Config.withDefault(Config.duration("RETENTION"), Duration.days(7)))
    }),
    "OPENROUTER_KEYS"
  ).pipe(Config.mapOrFail((options) => {
    const problem = problemOf(options)
    return problem === null ? Either.right(options) : Either.left(ConfigError.InvalidData([], problem))
  }))
}

/** What is wrong with the options, or `null`. */
const problemOfShared = ({ lockExpiration, requestsPerSecond }: ClientOptions): string | null => {
  if (!(requestsPerSecond >= 0)) return `requestsPerSecond must be at least 0, not ${requestsPerSecond}`
  return Duration.toMillis(lockExpiration) < 1 ? "lockExpiration must be at least a millisecond" : null
}

/** What is wrong with the options, or `null`. */
const problemOf = (options: ClusterOptions): string | null => {
  const { concurrency, connections } = options
  if (!(connections >= 4)) return `connections must be at least 4, not ${connections}`
  if (!(concurrency >= 1 && Number.isInteger(concurrency))) {
    return `concurrency must be a whole number of at least 1, not ${concurrency}`
  }
  if (Duration.toMillis(options.retention) < 60_000) return "retention must be at least a minute"
  if (Duration.toMillis(options.pollInterval) < 1) return "pollInterval must be at least a millisecond"
  return problemOfShared(options)
}
