/** Decides whether TanStack Query waits for a network before it sends a request. */
import type { NetworkMode } from "@tanstack/react-query"
import type { RequestOptions } from "../../options.js"
import type { Account } from "../account.js"

const loopback = /^((.+\.)?localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[::\]|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/i

const isLoopback = (url: string | undefined): boolean => {
  if (url === undefined) return false
  // Some platforms lack `hostname`, and an invalid URL fails when the request is sent.
  try {
    return loopback.test(new URL(url).hostname)
  } catch {
    return false
  }
}

/**
 * The `networkMode` for requests of an account: "always" if they go to this machine, which needs no network. `undefined`
 * for TanStack Query's default.
 */
export const networkModeOf = (account: Account, options: RequestOptions = {}): NetworkMode | undefined => {
  try {
    return isLoopback(options.serverURL?.toString() ?? account.serverURL) ? "always" : undefined
  } catch {
    return undefined
  }
}
