/** Explains errors of ports that browsers block. */
import { isBlockedPort } from "../Endpoint.js"

/** The messages of Chromium, Safari and Firefox for any network error. */
const browserMessages =
  /^(?:Failed to fetch|Load failed|NetworkError when attempting to fetch resource\.?)(?: \(.*\))?$/

const portIn = /^https?:\/\/[^/?#]*:(\d{1,5})(?:[/?#]|$)/

/**
 * Adds the reason that browsers leave out of an error: they block the port, so nothing was sent. Other platforms
 * connect to these ports or name the reason; their errors are not changed.
 */
export const explainBlockedPort = (error: unknown, url: string): unknown => {
  const port = Number(portIn.exec(url)?.[1])
  return isBlockedPort(port) && error instanceof Error && error.name === "TypeError" &&
      browserMessages.test(error.message)
    ? new TypeError(`browsers block port ${port}`, { cause: new TypeError("bad port") })
    : error
}
