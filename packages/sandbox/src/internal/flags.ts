/**
 * The command line's flags: their help, and how they are parsed.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { parseArgs } from "node:util"
import type { Sandbox } from "../Sandbox.js"
import { durationForm, parseDuration } from "./duration.js"
import { faultFromText } from "./fault.js"

/** The parsed command line. */
export interface Settings {
  readonly options: Sandbox.Options
  readonly quiet: boolean
  readonly json: boolean
  readonly help: boolean
  readonly version: boolean
}

type Parsed = Either.Either<Partial<Settings> | { readonly options: Sandbox.Options }, string>

interface Flag {
  /** Placeholder of the value in the help; `undefined` if the flag takes no value. */
  readonly value?: string
  readonly help: string
  /** The settings of the flag, or an error message such as "must not be empty". */
  readonly parse: (value: string, settings: Settings) => Parsed
}

const option = (options: Sandbox.Options): Parsed => Either.right({ options })

const wholeNumber = (value: string, max: number, options: (n: number) => Sandbox.Options): Parsed => {
  const n = /^\d+$/.test(value) ? Number(value) : Infinity
  return n <= max ? option(options(n)) : Either.left(`must be a whole number from 0 to ${max}, not "${value}"`)
}

const text = (value: string, options: Sandbox.Options): Parsed =>
  value === "" ? Either.left("must not be empty") : option(options)

const rateLimit = (value: string): Parsed => {
  const [, requests, interval = ""] = /^([1-9]\d*)\/(.+)$/.exec(value) ?? []
  return Option.match(parseDuration(/^\d/.test(interval) ? interval : `1${interval}`), {
    onNone: () => Either.left(`must be a number of requests per time such as 60/10s, not "${value}"`),
    onSome: (interval) => option({ rateLimit: { requests: Number(requests), interval } })
  })
}

const managementKey = (value: string): Parsed =>
  /^\S+$/.test(value) ? option({ managementKey: value }) : Either.left("must be one word")

const flags: Readonly<Record<string, Flag>> = {
  port: {
    value: "N",
    help: "Port. Default: any that is free.",
    parse: (value) => wholeNumber(value, 65_535, (port) => ({ port }))
  },
  host: {
    value: "HOST",
    help: "Address to listen on. Default: 127.0.0.1. 0.0.0.0 opens it to other machines.",
    parse: (value) => text(value, { host: value })
  },
  keys: {
    value: "N",
    help: "Start with N keys of varied name, limit, usage and state. Default: none.",
    parse: (value) => wholeNumber(value, 1_000_000, (keys) => ({ keys }))
  },
  "management-key": {
    value: "KEY",
    help: "The bearer token that may manage keys. Default: a new one.",
    parse: managementKey
  },
  seed: {
    value: "S",
    help: "The same seed gives the same management key and secrets. Default: none.",
    parse: (value) => text(value, { seed: value })
  },
  state: {
    value: "FILE",
    help: "Load the keys from FILE if it exists, and save every change to it. It contains no secret.",
    parse: (value) => text(value, { stateFile: value })
  },
  fault: {
    value: "FAULT",
    help: "Make requests fail: create:503:x2, list:drop-after, delay=2s:always, or JSON. May be repeated.",
    parse: (value, { options }) =>
      Either.map(faultFromText(value), (fault) => ({ options: { faults: [...options.faults ?? [], fault] } }))
  },
  latency: {
    value: "TIME",
    help: "Delay of every response, as in 200ms. Default: none.",
    parse: (value) =>
      Option.match(parseDuration(value), {
        onNone: () => Either.left(`must be ${durationForm}, not "${value}"`),
        onSome: (latency) => option({ latency })
      })
  },
  "rate-limit": {
    value: "N/TIME",
    help: "Respond with 429 after N requests per TIME, as in 60/10s. Default: no limit.",
    parse: rateLimit
  },
  quiet: { help: "Do not print a line per request.", parse: () => Either.right({ quiet: true }) },
  json: {
    help: "Print JSON, a line each: {\"event\":\"ready\",…} when it serves, then {\"event\":\"request\",…}.",
    parse: () => Either.right({ json: true })
  },
  help: { help: "Print this.", parse: () => Either.right({ help: true }) },
  version: { help: "Print the version.", parse: () => Either.right({ version: true }) }
}

const flagOptions = Object.fromEntries(
  Object.entries(flags).map(([name, { value }]) =>
    [name, { type: value === undefined ? "boolean" : "string", multiple: true }] as const
  )
)

const start: Settings = { options: {}, quiet: false, json: false, help: false, version: false }

const applyFlag = (settings: Settings, name: string, value: string | undefined): Either.Either<Settings, string> => {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
  if (flag === undefined) return Either.left(`There is no flag --${name}; --help lists all.`)
  if (flag.value === undefined && value !== undefined) return Either.left(`--${name} takes no value.`)
  if (flag.value !== undefined && value === undefined) return Either.left(`--${name} needs a value: ${flag.value}.`)
  return Either.mapBoth(flag.parse(value ?? "", settings), {
    onLeft: (problem) => `--${name} ${problem.startsWith("must") ? "" : "is invalid: "}${problem}.`,
    onRight: ({ options, ...rest }: Partial<Settings>) => ({
      ...settings,
      ...rest,
      options: { ...settings.options, ...options }
    })
  })
}

/** Parses the command's arguments, or returns an error message. */
export const parseFlags = (args: ReadonlyArray<string>): Either.Either<Settings, string> => {
  const { tokens } = parseArgs({ args: [...args], options: flagOptions, strict: false, tokens: true })
  let settings: Either.Either<Settings, string> = Either.right(start)
  for (const token of tokens) {
    settings = Either.flatMap(settings, (settings) => {
      if (token.kind === "positional") {
        return Either.left(`Unexpected argument "${token.value}"; --help lists the flags.`)
      }
      return token.kind === "option" ? applyFlag(settings, token.name, token.value) : Either.right(settings)
    })
  }
  return settings
}

const usages = Object.entries(flags).map(([name, { help, value }]) =>
  [`--${name}${value === undefined ? "" : ` ${value}`}`, help] as const
)

const column = Math.max(...usages.map(([usage]) => usage.length)) + 4

/** The help text. */
export const help = `Usage: openrouter-keys-sandbox [flags]

The OpenRouter key API on localhost, for development and tests.

${usages.map(([usage, help]) => `  ${usage.padEnd(column - 2)}${help}`).join("\n")}
`
