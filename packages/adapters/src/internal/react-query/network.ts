/** Whether TanStack Query waits for a network before it makes a request. */
import type { NetworkMode } from "@tanstack/react-query"
import type { RequestOptions } from "../../options.js"
import type { Account } from "../account.js"

const loopback = /^((.+\.)?localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[::\]|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/i

const isLoopback = (url: string | undefined): boolean => {
  if (url === undefined) return false
  // Some platforms have no `hostname`, and a call tells of an address that is none.
  try {
    return loopback.test(new URL(url).hostname)
  } catch {
    return false
  }
}

/**
 * The `networkMode` for an account: this machine is reached without a network, so nothing is paused there. `undefined`
 * for TanStack Query's own default.
 */
export const networkModeOf = (account: Account, options: RequestOptions = {}): NetworkMode | undefined => {
  try {
    return isLoopback(options.serverURL?.toString() ?? account.serverURL) ? "always" : undefined
  } catch {
    return undefined
  }
}
