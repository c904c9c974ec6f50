/** The settings of a runner, from its environment or from the program. */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"

/** How a runner of a cluster is set up. */
export interface ClusterOptions {
  /** The database, `postgres://USER:PASSWORD@HOST:PORT/NAME`. Variable: `OPENROUTER_KEYS_DATABASE_URL`. */
  readonly database: Redacted.Redacted<string>
  /**
   * The name or address under which the other runners reach this one. Variable: `OPENROUTER_KEYS_HOST`. There is no
   * default: runners speak to each other without authentication, so this belongs to a private network.
   */
  readonly host: string
  /** The port for that. Variable: `OPENROUTER_KEYS_PORT`. Default: 34431. */
  readonly port: number
  /** The address to listen on. Variable: `OPENROUTER_KEYS_LISTEN_HOST`. Default: `host`. */
  readonly listenHost: string | undefined
  /**
   * How it is known that another runner has died: by asking it (`ping`), or Kubernetes, whose pods are labelled by
   * `kubernetesLabels`. Variable: `OPENROUTER_KEYS_HEALTH`. Default: `ping`.
   */
  readonly health: "ping" | "kubernetes"
  /** Selects the pods of the runners, as `app=openrouter-keys`. Variable: `OPENROUTER_KEYS_KUBERNETES_LABELS`. */
  readonly kubernetesLabels: string | undefined
  /**
   * Requests to the API that all runners together begin in a second at most; 0 for no bound but the service's own, whose
   * 429 all of them respect. Variable: `OPENROUTER_KEYS_REQUESTS_PER_SECOND`. Default: 0.
   */
  readonly requestsPerSecond: number
  /** Connections to the database at most. Variable: `OPENROUTER_KEYS_CONNECTIONS`. Default: 10. */
  readonly connections: number
  /**
   * After this time without a sign of life, the work of a runner goes to the others. Less means that a pause of the
   * database or the process is taken for a death. Variable: `OPENROUTER_KEYS_LOCK_EXPIRATION`. Default: 30 seconds.
   */
  readonly lockExpiration: Duration.Duration
  /**
   * How often each runner looks for runners that came or went, and for work that it was not told of. Each look is a
   * query. Variable: `OPENROUTER_KEYS_POLL_INTERVAL`. Default: 3 seconds.
   */
  readonly pollInterval: Duration.Duration
  /**
   * What is under way is given this time to end when a runner stops; then it is interrupted, and goes on elsewhere.
   * Variable: `OPENROUTER_KEYS_TERMINATION_TIMEOUT`. Default: 15 seconds, half of what Kubernetes gives.
   */
  readonly terminationTimeout: Duration.Duration
}

const defaultPort = 34_431

/** The options that are given, and the variables of the environment for those that are not. */
export const configOf = (given: Partial<ClusterOptions>): Config.Config<ClusterOptions> => {
  const or = <Name extends keyof ClusterOptions>(name: Name, variable: Config.Config<ClusterOptions[Name]>) => {
    const value = given[name]
    return value === undefined ? variable : Config.succeed<ClusterOptions[Name]>(value)
  }
  return Config.nested(
    Config.all({
      database: or("database", Config.redacted("DATABASE_URL")),
      host: or("host", Config.nonEmptyString("HOST")),
      port: or("port", Config.port("PORT").pipe(Config.withDefault(defaultPort))),
      listenHost: or("listenHost", Config.withDefault(Config.nonEmptyString("LISTEN_HOST"), undefined)),
      health: or("health", Config.withDefault(Config.literal("ping", "kubernetes")("HEALTH"), "ping")),
      kubernetesLabels: or(
        "kubernetesLabels",
        Config.withDefault(Config.nonEmptyString("KUBERNETES_LABELS"), undefined)
      ),
      requestsPerSecond: or("requestsPerSecond", Config.withDefault(Config.number("REQUESTS_PER_SECOND"), 0)),
      connections: or("connections", Config.withDefault(Config.integer("CONNECTIONS"), 10)),
      lockExpiration: or(
        "lockExpiration",
        Config.withDefault(Config.duration("LOCK_EXPIRATION"), Duration.seconds(30))
      ),
      pollInterval: or("pollInterval", Config.withDefault(Config.duration("POLL_INTERVAL"), Duration.seconds(3))),
      terminationTimeout: or(
        "terminationTimeout",
        Config.withDefault(Config.duration("TERMINATION_TIMEOUT"), Duration.seconds(15))
      )
    }),
    "OPENROUTER_KEYS"
  )
}
