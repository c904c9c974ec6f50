/**
 * The person's own browser.
 */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...args: ReadonlyArray<string>]>>> =
  {
    darwin: ["open"],
    win32: ["cmd", "/c", "start"]
  }

/**
 * Opens a page. Where there is no browser nothing happens: the address has been printed. A browser that was started
 * like this is on its own: what ends the dashboard does not end it.
 */
export const openInBrowser = (url: string): Effect.Effect<void> =>
  Effect.sync(() => {
    const [command, ...args] = openers[process.platform] ?? ["xdg-open"]
    spawn(command, [...args, url], { detached: true, stdio: "ignore" }).on("error", () => {}).unref()
  })
