/**
 * The environment variables that configure a client. Each platform reads them in its own way.
 *
 * @module
 */

/**
 * Names of the variables, by option. If an option has several, the first one that is set counts. An empty variable
 * counts as not set.
 */
export const environmentVariables = {
  apiKey: ["OPENROUTER_API_KEY", "OPENROUTER_MANAGEMENT_KEY"],
  serverURL: ["OPENROUTER_BASE_URL"],
  httpReferer: ["OPENROUTER_HTTP_REFERER"],
  appTitle: ["OPENROUTER_APP_TITLE"],
  appCategories: ["OPENROUTER_APP_CATEGORIES"]
} as const satisfies Readonly<Record<string, ReadonlyArray<string>>>

/** Options that the environment can set. */
export type EnvironmentOption = keyof typeof environmentVariables

/** Message of the error for a missing API key. */
export const noApiKeyMessage = "no API key: pass `apiKey` or set OPENROUTER_API_KEY"

/** The value of an option in an environment such as `process.env`; `undefined` if none of its variables is set. */
export const readEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
  option: EnvironmentOption
): string | undefined => environmentVariables[option].map((name) => environment[name] || undefined).find(isSet)

const isSet = (value: string | undefined): value is string => value !== undefined
