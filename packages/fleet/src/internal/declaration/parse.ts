/** Parses a declaration in YAML or JSON. Errors have their position in the text. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml"
import type { Declaration, DeclarationIssue } from "../../Declaration.js"
import { type FieldIssue, fieldsAt, issuesOf, type Path, pathText } from "../issues.js"
import { shown } from "../shown.js"
import { check, type CheckOptions } from "./check.js"
import { declaration } from "./schema.js"

type Issues = ReadonlyArray<DeclarationIssue>

const decode = Schema.decodeUnknownEither(declaration, { errors: "all", onExcessProperty: "error" })

/** Parses a declaration, or returns all errors in the order of the text. */
export const parse = (text: string, options: CheckOptions = {}): Either.Either<Declaration, Issues> =>
  typeof text === "string"
    ? parseText(text, options)
    : Either.left([{
      path: "",
      message: `The text is ${shown(text)}: expected a string, as readFileSync(file, "utf8") returns it`,
      line: 1,
      column: 1
    }])

const parseText = (text: string, options: CheckOptions): Either.Either<Declaration, Issues> => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" })
  const at = (offset: number): Pick<DeclarationIssue, "line" | "column"> => {
    const { col, line } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const broken = document.errors.map(({ code, message, pos }) => ({
    path: "",
    message: code === "MULTIPLE_DOCS"
      ? "The file contains several documents: keep only one, without a line --- after it"
      : message,
    ...at(pos[0])
  }))
  if (broken.length > 0) return Either.left(broken)
  const json = toJson(document)
  if (Either.isLeft(json)) return Either.left([{ path: "", message: json.left, ...at(0) }])
  const decoded = decode(json.right)
  const empty = emptyValues(document)
  const found = [...wrongFields(decoded), ...check(json.right, options)]
  const wrong = withoutRepeats(found, empty).map(({ message, path }) => ({
    path: pathText(path),
    message: path.length === 0 ? `The file ${message}` : message,
    ...at(offsetOf(document, path))
  }))
  if (wrong.length > 0) return Either.left(wrong.sort((a, b) => a.line - b.line || a.column - b.column))
  return Either.mapLeft(decoded, () => [])
}

/** Fails on an alias without its anchor, and on aliases that would expand to a huge document. */
const toJson = (document: Document): Either.Either<unknown, string> =>
  Either.try({
    try: () => document.toJS() as unknown,
    catch: (cause) => cause instanceof Error ? cause.message : "cannot be read"
  })

const missing = (path: Path): string | undefined =>
  path.at(-1) === "limit" ? "is missing: set an amount in USD, or null for no limit" : undefined

const keyFields = fieldsAt(declaration.ast, ["keys", 0])

/** Messages for fields that are in the wrong place. */
const unknown = (path: Path): string | undefined => {
  if (!keyFields.includes(String(path.at(-1)))) return undefined
  if (path.length === 1) return "is not a known field here: it belongs to a key, in the list of keys"
  return path.length === 2 && path[0] === "defaults" ? "cannot be a default: set it for each key" : undefined
}

const wrongFields = (decoded: ReturnType<typeof decode>): ReadonlyArray<FieldIssue> =>
  Either.match(decoded, {
    onRight: () => [],
    onLeft: (error) => issuesOf(error, declaration.ast, { missing, unknown })
  })

/** Empty fields, such as `limit:`, which YAML would read as null. */
const emptyValues = (document: Document): ReadonlyArray<Path> => {
  const found: Array<Path> = []
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (pair.value === null || (isScalar(pair.value) && pair.value.value === null && pair.value.source === "")) {
        found.push([...pathOf(ancestors as ReadonlyArray<Node>), keyOf(pair.key)])
      }
    }
  })
  return found
}

const keyOf = (key: unknown): PropertyKey => String(isScalar(key) ? key.value : key)

const pathOf = (ancestors: ReadonlyArray<Node>): Path =>
  ancestors.flatMap((node, index): Path => {
    const child = ancestors[index + 1]
    if (isPair(node)) return [keyOf(node.key)]
    if (child === undefined || isPair(child) || !("items" in node)) return []
    return [(node.items as ReadonlyArray<unknown>).indexOf(child)]
  })

/** Position of a path in the text; for a missing field, of its mapping. */
const offsetOf = (document: Document, path: Path): number => {
  const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => keyOf(key) === last)
    if (pair !== undefined && isNode(pair.key)) return startOf(pair.key)
  }
  const node = document.getIn(path, true)
  return isNode(node) ? startOf(node) : isNode(parent) ? startOf(parent) : 0
}

const startOf = ({ range }: Node): number => range?.[0] ?? 0

const nullValue = "is null: "

/** One error per field. An empty value is reported as empty, also if null would be allowed. */
const withoutRepeats = (issues: ReadonlyArray<FieldIssue>, empty: ReadonlyArray<Path>): ReadonlyArray<FieldIssue> => {
  const emptyFields = new Set(empty.map(pathText))
  const byPath = new Map<string, FieldIssue>()
  for (const { message, path } of issues) {
    const field = pathText(path)
    const isEmpty = message.startsWith(nullValue) && (path.length === 0 || emptyFields.has(field))
    if (!byPath.has(field)) {
      byPath.set(field, { path, message: isEmpty ? `is empty: ${message.slice(nullValue.length)}` : message })
    }
  }
  for (const path of empty) {
    const field = pathText(path)
    if (!byPath.has(field)) byPath.set(field, { path, message: "is empty: write null if you mean null" })
  }
  return [...byPath.values()]
}
