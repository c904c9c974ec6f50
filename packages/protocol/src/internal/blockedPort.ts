/** Ports that browsers refuse to connect to without saying so. */
import { isBlockedPort } from "../Endpoint.js"

/** All that Chromium, Safari and Firefox say, whatever went wrong. */
const wordsOfBrowsers =
  /^(?:Failed to fetch|Load failed|NetworkError when attempting to fetch resource\.?)(?: \(.*\))?$/

const portIn = /^https?:\/\/[^/?#]*:(\d{1,5})(?:[/?#]|$)/

/**
 * The error of a request, with the reason where a browser leaves it out: its port is one of those that browsers refuse,
 * so nothing was sent. Other platforms connect to these ports, or name them; their errors are left as they are.
 */
export const explainBlockedPort = (error: unknown, url: string): unknown => {
  const port = Number(portIn.exec(url)?.[1])
  return isBlockedPort(port) && error instanceof Error && error.name === "TypeError" &&
      wordsOfBrowsers.test(error.message)
    ? new TypeError(`browsers refuse to connect to port ${port}`, { cause: new TypeError("bad port") })
    : error
}
