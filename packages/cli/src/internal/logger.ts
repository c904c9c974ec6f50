/** Writes warnings to standard error, and all other logs only with `--debug`. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import type { HostService } from "./host.js"
import { safeLine } from "./report.js"

/** The logger of a command. */
export const logger = (host: HostService, debug: boolean): Layer.Layer<never> =>
  Layer.merge(
    Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ annotations, cause, logLevel, message }) => {
        // The engine logs its own starts and stops, which say nothing about rotations.
        if (!debug && HashMap.has(annotations, "package")) return
        const text = (Array.isArray(message) ? message : [message]).map(String).join(" ")
        const reason = debug && !Cause.isEmpty(cause) ? ` ${Cause.pretty(cause)}` : ""
        Effect.runFork(host.say(`openrouter-keys: ${logLevel.label.toLowerCase()}: ${safeLine(text + reason)}`))
      })
    ),
    Logger.minimumLogLevel(debug ? LogLevel.Debug : LogLevel.Warning)
  )
