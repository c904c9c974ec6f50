/** The current values in a file that a secret would replace. */
import type { Target } from "../../SecretSink.js"
import { valuesOf } from "./envText.js"

type FileTarget = Exclude<Target, { readonly _tag: "Command" }>

/** A target in a message: `PATH`, or `PATH#VARIABLE`. */
export const placeOf = (target: FileTarget): string =>
  target._tag === "EnvFile" ? `${target.file}#${target.variable}` : target.file

/** The values that a secret replaces in the text of a file. */
export const valuesIn = (target: FileTarget, text: string | undefined): ReadonlyArray<string> => {
  if (text === undefined) return []
  return target._tag === "EnvFile" ? valuesOf(text, target.variable) : [text.trim()]
}

/** The variable of the management key. */
export const managementVariable = "OPENROUTER_MANAGEMENT_KEY"

const isManagementKey = (value: string): boolean =>
  value.startsWith("sk-or-mgmt-") || (value !== "" && value === process.env[managementVariable])

/** Throws if a value is a management key, which could not be restored. */
export const refuseManagementKey = (value: string): void => {
  if (isManagementKey(value)) throw new Error("it contains a management key, which is never replaced")
}
