/**
 * The command line.
 */
import * as Either from "effect/Either"
import { parseArgs } from "node:util"

/** What the command is asked to do. */
export interface Settings {
  readonly live: boolean
  readonly port: number
  readonly keys: number
  readonly open: boolean
  readonly help: boolean
}

export const usage = `Usage: npm run dashboard [-- flags]

A page to manage OpenRouter API keys, on a sandbox that runs for as long as the page is served.

  --live      Manage the keys of your own account instead, with the management key in OPENROUTER_API_KEY
              (and the address in OPENROUTER_BASE_URL, if set). What is changed there is changed.
              HTTPS_PROXY, HTTP_PROXY and NO_PROXY are respected.
  --port N    Port on 127.0.0.1. Default: any that is free.
  --keys N    How many keys the sandbox starts with. Default: 250.
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

/** Reads the arguments that follow the command's name. */
export const parseFlags = (args: ReadonlyArray<string>): Either.Either<Settings, string> =>
  Either.gen(function*() {
    const { values } = yield* Either.try({
      try: () => parseArgs({ args: [...args], options }),
      // Its first sentence says which argument is wrong; what follows is advice on escaping.
      catch: (error) => `${String(error instanceof Error ? error.message : error).split(". ")[0]}.`
    })
    if (values.live === true && values.keys !== undefined) {
      return yield* Either.left("--keys is for the sandbox; --live has the keys of your account.")
    }
    return {
      live: values.live ?? false,
      port: yield* wholeNumber("port", values.port ?? "0", 65_535),
      keys: yield* wholeNumber("keys", values.keys ?? "250", 100_000),
      open: values["no-open"] !== true,
      help: values.help ?? false
    }
  }).pipe(Either.mapLeft((problem) => `${problem}\n\n${usage}`))
