/** Lists the errors of a schema by field. */
import * as ParseResult from "effect/ParseResult"
import type * as AST from "effect/SchemaAST"

/** Path of a field: names and indices. */
export type Path = ReadonlyArray<PropertyKey>

/** One error. The message follows the field's name. */
export interface FieldIssue {
  readonly path: Path
  readonly message: string
}

/** `keys[1].limit` */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    ""
  )

/** The fields that are allowed at a path. */
export const fieldsAt = (ast: AST.AST, path: Path): ReadonlyArray<string> => {
  const [first, ...rest] = path
  switch (ast._tag) {
    case "TypeLiteral": {
      if (first === undefined) return ast.propertySignatures.map(({ name }) => String(name))
      const field = ast.propertySignatures.find(({ name }) => name === first)
      return field === undefined ? [] : fieldsAt(field.type, rest)
    }
    case "TupleType": {
      const element = ast.rest[0]
      return element === undefined || first === undefined ? [] : fieldsAt(element.type, rest)
    }
    case "Union":
      return ast.types.flatMap((type) => fieldsAt(type, path))
    case "Refinement":
    case "Transformation":
      return fieldsAt(ast.from, path)
    default:
      return []
  }
}

/** Messages for some paths instead of the default ones. */
export interface Messages {
  readonly missing?: (path: Path) => string | undefined
  readonly unknown?: (path: Path) => string | undefined
}

/** All errors. */
export const issuesOf = (
  error: ParseResult.ParseError,
  ast: AST.AST,
  messages: Messages = {}
): ReadonlyArray<FieldIssue> =>
  ParseResult.ArrayFormatter.formatErrorSync(error).map(({ _tag, message, path }) => ({
    path,
    message: _tag === "Unexpected"
      ? messages.unknown?.(path) ?? unknownField(String(path.at(-1)), fieldsAt(ast, path.slice(0, -1)))
      : _tag === "Missing"
      ? messages.missing?.(path) ?? "is missing"
      : message
  }))

/** Message for an unknown field. Suggests a field with a similar name. */
export const unknownField = (name: string, fields: ReadonlyArray<string>): string => {
  const near = nearest(name, fields)
  return near === undefined
    ? "is not a known field"
    : `is not a known field: did you mean ${near}?`
}

const nearest = (name: string, fields: ReadonlyArray<string>): string | undefined =>
  fields.find((field) => lettersOf(field) === lettersOf(name))
    ?? fields.find((field) => isOneOff(field.toLowerCase(), name.toLowerCase()))
    ?? fields.find((field) => isPartOf(field.toLowerCase(), name.toLowerCase()))

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "").split("").sort().join("")

/** Shorter names are similar to too many others. */
const minPart = 4

const isPartOf = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short.length >= minPart && long.includes(short)
}

/** Whether two names differ by one inserted, deleted or replaced letter. */
const isOneOff = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let same = 0
  while (same < short.length && short[same] === long[same]) same++
  return long.slice(same + 1) === short.slice(short.length === long.length ? same + 1 : same)
}
