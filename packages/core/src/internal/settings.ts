/** Settings of clients and calls, with Effect durations. */
import * as Settings from "@openrouter-keys/protocol/client/Settings"
import * as Duration from "effect/Duration"

/** Settings of a client; see `OpenRouterClient.Options`. */
export interface ClientSettings extends Settings.ClientSettings<Duration.DurationInput> {}

/** Options of a call, not validated; see `OpenRouterClient.CallOptions`. */
export interface CallOptions extends Settings.CallOptions<Duration.DurationInput> {}

/** Effect reads `NaN` as zero. */
const isNaNs = (timeout: unknown): boolean =>
  Array.isArray(timeout) ? timeout.some(Number.isNaN) : Number.isNaN(timeout)

const millisOf = (timeout: Duration.DurationInput): number | undefined =>
  isNaNs(timeout) ? undefined : Duration.toMillis(Duration.decode(timeout))

/** Validates the settings of a client, once and not on each call. */
export const resolveSettings = (options: ClientSettings): Settings.Settings =>
  Settings.resolveSettings(options, millisOf)

/** Validates the options of a call and merges them with the outer ones. Never throws. */
export const mergeCallOptions = (outer: Settings.CallSettings, inner: CallOptions): Settings.CallSettings =>
  Settings.mergeCallOptions(outer, inner, millisOf)
