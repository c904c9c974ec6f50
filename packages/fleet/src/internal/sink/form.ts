/** The command-line form of sinks: `env-file:PATH#VARIABLE`, `command:PROGRAM ARGUMENTS…`, `file:PATH`. */
import * as Either from "effect/Either"
import { resolve } from "node:path"
import type { Target } from "../../SecretSink.js"
import { splitWords } from "./command.js"
import { managementVariable } from "./held.js"

const isVariable = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

/** Why a variable cannot store a secret, without a full stop; `null` if it can. */
export const problemOfVariable = (variable: string): string | null => {
  if (!isVariable(variable)) {
    return `${
      JSON.stringify(variable)
    } is not a valid name of a variable: use letters, digits and _, without a digit first`
  }
  return variable === managementVariable
    ? `${variable} is the variable of the management key: use another one, such as CHECKOUT_API_KEY`
    : null
}

const readEnvFile = (rest: string): Either.Either<Target, string> => {
  const at = rest.lastIndexOf("#")
  const file = at === -1 ? rest : rest.slice(0, at)
  const variable = at === -1 ? "" : rest.slice(at + 1)
  if (file === "") return Either.left("the PATH is missing, as in env-file:.env#CHECKOUT_API_KEY")
  if (variable === "") return Either.left(`#VARIABLE is missing, as in env-file:${file}#CHECKOUT_API_KEY`)
  const problem = problemOfVariable(variable)
  return problem === null ? Either.right({ _tag: "EnvFile", file: resolve(file), variable }) : Either.left(problem)
}

const readCommand = (rest: string): Either.Either<Target, string> => {
  if (rest.trim() === "") return Either.left("the PROGRAM is missing, as in command:gh secret set CHECKOUT_API_KEY")
  const [program, ...args] = splitWords(rest) ?? []
  if (program === undefined) return Either.left("a quote in it is not closed, or it ends with a backslash")
  if (program === "") return Either.left("the PROGRAM is empty")
  return Either.right({ _tag: "Command", argv: [program, ...args] })
}

const readKind = (text: string): Either.Either<Target, string> => {
  const [, kind, rest = ""] = /^(env-file|command|file):([^]*)$/.exec(text) ?? []
  switch (kind) {
    case "env-file":
      return readEnvFile(rest)
    case "command":
      return readCommand(rest)
    case "file":
      return rest === ""
        ? Either.left("the PATH is missing, as in file:checkout.key")
        : Either.right({ _tag: "File", file: resolve(rest) })
    default:
      return Either.left("use env-file:PATH#VARIABLE, command:PROGRAM ARGUMENTS or file:PATH")
  }
}

/** Parses the command-line form of a sink, or returns an error message. */
export const readForm = (text: string): Either.Either<Target, string> =>
  Either.mapLeft(readKind(text), (problem) => `${JSON.stringify(text)} is not a sink: ${problem}.`)
