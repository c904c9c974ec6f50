/** Settings of clients and calls with durations as Effect has them. */
import * as Settings from "@openrouter-keys/protocol/client/Settings"
import * as Duration from "effect/Duration"

/** Settings of a client; see `OpenRouterClient.Options`. */
export interface ClientSettings extends Settings.ClientSettings<Duration.DurationInput> {}

/** Options of a call as they are given; see `OpenRouterClient.CallOptions`. */
export interface CallOptions extends Settings.CallOptions<Duration.DurationInput> {}

/** Effect takes `NaN` for no time at all. */
const isNaNs = (timeout: unknown): boolean =>
  Array.isArray(timeout) ? timeout.some(Number.isNaN) : Number.isNaN(timeout)

const millisOf = (timeout: Duration.DurationInput): number | undefined =>
  isNaNs(timeout) ? undefined : Duration.toMillis(Duration.decode(timeout))

/** Prepares a client's settings: they are checked once, not on each call. */
export const resolveSettings = (options: ClientSettings): Settings.Settings =>
  Settings.resolveSettings(options, millisOf)

/** Checks the options of a call and merges them into those around it. Never throws, whatever is given. */
export const mergeCallOptions = (outer: Settings.CallSettings, inner: CallOptions): Settings.CallSettings =>
  Settings.mergeCallOptions(outer, inner, millisOf)
