/**
 * The person's own browser.
 */
import * as Command from "@effect/platform/Command"
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import * as Effect from "effect/Effect"

const openers: Readonly<Partial<Record<NodeJS.Platform, ReadonlyArray<string>>>> = {
  darwin: ["open"],
  // `start` takes the first thing in quotes for a title.
  win32: ["cmd", "/c", "start", "\"\""]
}

/** Opens a page. Where there is no browser nothing happens: the address has been printed. */
export const openInBrowser = (url: string): Effect.Effect<void, never, CommandExecutor.CommandExecutor> => {
  const [command = "xdg-open", ...args] = openers[process.platform] ?? []
  return Effect.ignore(Command.exitCode(Command.make(command, ...args, url)))
}
