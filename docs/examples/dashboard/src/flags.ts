/**
 * Parses the command line.
 */
import * as Either from "effect/Either"
import { parseArgs } from "node:util"

/** The parsed command line. */
export interface Settings {
  readonly live: boolean
  readonly port: number
  readonly keys: number
  readonly open: boolean
  readonly help: boolean
}

export const usage = `Usage: npm run dashboard [-- flags]

A page to manage OpenRouter API keys, on a sandbox that runs as long as the page is served.

  --live      Manage the keys of your own account instead, with the management key in OPENROUTER_API_KEY
              (and the URL in OPENROUTER_BASE_URL, if set). Changes are real. HTTPS_PROXY, HTTP_PROXY and
              NO_PROXY are respected.
  --port N    Port on 127.0.0.1. Default: any that is free.
  --keys N    Number of keys in the sandbox at the start. Default: 250.
  --no-open   Do not open the page in a browser.
  --help      Print this.`

const options = {
  live: { type: "boolean" },
  port: { type: "string" },
  keys: { type: "string" },
  "no-open": { type: "boolean" },
  help: { type: "boolean" }
} as const

const wholeNumber = (flag: string, text: string, max: number): Either.Either<number, string> =>
  /^\d{1,7}$/.test(text) && Number(text) <= max
    ? Either.right(Number(text))
    : Either.left(`--${flag} must be a whole number from 0 to ${max}, not "${text}".`)

/** Parses the command's arguments, or returns an error message with the usage. */
export const parseFlags = (args: ReadonlyArray<string>): Either.Either<Settings, string> =>
  Either.gen(function*() {
    const { values } = yield* Either.try({
      try: () => parseArgs({ args: [...args], options }),
      // The first sentence names the invalid argument. The rest is about escaping.
      catch: (error) => `${String(error instanceof Error ? error.message : error).split(". ")[0]}.`
    })
    if (values.live === true && values.keys !== undefined) {
      return yield* Either.left("--keys applies to the sandbox only and cannot be used with --live.")
    }
    return {
      live: values.live ?? false,
      port: yield* wholeNumber("port", values.port ?? "0", 65_535),
      keys: yield* wholeNumber("keys", values.keys ?? "250", 100_000),
      open: values["no-open"] !== true,
      help: values.help ?? false
    }
  }).pipe(Either.mapLeft((problem) => `${problem}\n\n${usage}`))
