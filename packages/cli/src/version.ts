/** Replaced by the build. */
declare const CLI_VERSION: string

/** Version of the package. */
export const version = CLI_VERSION
