/**
 * The environment variables that set up a client. Reading them is left to each platform.
 *
 * @module
 */

/** Names of the variables, by option. Of several, the first that is set counts; an empty one counts as not set. */
export const environmentVariables = {
  apiKey: ["OPENROUTER_API_KEY", "OPENROUTER_MANAGEMENT_KEY"],
  serverURL: ["OPENROUTER_BASE_URL"],
  httpReferer: ["OPENROUTER_HTTP_REFERER"],
  appTitle: ["OPENROUTER_APP_TITLE"],
  appCategories: ["OPENROUTER_APP_CATEGORIES"]
} as const satisfies Readonly<Record<string, ReadonlyArray<string>>>

/** Options that the environment may give. */
export type EnvironmentOption = keyof typeof environmentVariables

/** Why a call without an API key fails. */
export const noApiKeyMessage = "no API key: pass `apiKey` or set OPENROUTER_API_KEY"

/** An option's value in an environment such as `process.env`; `undefined` if no variable of it is set. */
export const readEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
  option: EnvironmentOption
): string | undefined => environmentVariables[option].map((name) => environment[name] || undefined).find(isSet)

const isSet = (value: string | undefined): value is string => value !== undefined
