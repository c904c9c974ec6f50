/**
 * Opens the user's browser.
 */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...args: ReadonlyArray<string>]>>> =
  {
    darwin: ["open"],
    win32: ["cmd", "/c", "start"]
  }

/** Opens a page. Does nothing if there is no browser: the URL has been printed. The browser outlives the dashboard. */
export const openInBrowser = (url: string): Effect.Effect<void> =>
  Effect.sync(() => {
    const [command, ...args] = openers[process.platform] ?? ["xdg-open"]
    spawn(command, [...args, url], { detached: true, stdio: "ignore" }).on("error", () => {}).unref()
  })
