/** Settings of clients and calls, with Effect durations. */
import * as Settings from "@openrouter-keys/protocol/client/Settings"
import * as Duration from "effect/Duration"

/** Settings of a client; see `OpenRouterClient.Options`. */
export interface ClientSettings extends Settings.ClientSettings<Duration.Input> {}

/** Options of a call, not validated; see `OpenRouterClient.CallOptions`. */
export interface CallOptions extends Settings.CallOptions<Duration.Input> {}

/** Effect reads `NaN`, and an object without units, as zero. */
const isNoTime = (timeout: unknown): boolean => {
  if (Array.isArray(timeout)) return timeout.some(Number.isNaN)
  return typeof timeout === "object" && timeout !== null && !Duration.isDuration(timeout)
    ? !Object.values(timeout).some((each) => typeof each === "number" && !Number.isNaN(each))
    : Number.isNaN(timeout)
}

const millisOf = (timeout: Duration.Input): number | undefined =>
  isNoTime(timeout) ? undefined : Duration.toMillis(Duration.fromInputUnsafe(timeout))

/** Validates the settings of a client, once and not on each call. */
export const resolveSettings = (options: ClientSettings): Settings.Settings =>
  Settings.resolveSettings(options, millisOf)

/** Validates the options of a call and merges them with the outer ones. Never throws. */
export const mergeCallOptions = (outer: Settings.CallSettings, inner: CallOptions): Settings.CallSettings =>
  Settings.mergeCallOptions(outer, inner, millisOf)
