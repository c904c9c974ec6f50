/** Reads types and doc comments of the packages with the TypeScript compiler. */
import ts from "typescript"
import { root } from "../../site/pages.js"

const entries = [
  "core/src/index.ts",
  "adapters/src/options.ts",
  "adapters/src/node.ts",
  "adapters/src/models/operations.ts"
]
  .map((path) => `${root}packages/${path}`)

const { options } = ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, {}, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"))
  }
})!

const program = ts.createProgram(entries, options)
const checker = program.getTypeChecker()

const resolved = (symbol: ts.Symbol): ts.Symbol =>
  (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)

/** The name `ApiKeys.Service`, or `node/OpenRouterOptions` where a module must be named. */
const symbolOf = (name: string): ts.Symbol => {
  const [last, module] = name.split("/").reverse() as [string, string?]
  const files = entries.filter((path) => module === undefined || path.endsWith(`/${module}.ts`))
  const exported = files.map((path) => checker.getSymbolAtLocation(program.getSourceFile(path)!)!)
  for (const file of exported) {
    const symbol = last.split(".").reduce<ts.Symbol | undefined>(
      (owner, part) => owner && checker.getExportsOfModule(resolved(owner)).find(({ name }) => name === part),
      file
    )
    if (symbol !== undefined) return resolved(symbol)
  }
  throw new Error(`No type is called ${name}.`)
}

/** The paragraphs of a doc comment, each in one line. */
const paragraphs = (symbol: ts.Symbol): ReadonlyArray<string> =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker))
    .replace(/\{@link ([^}]+)\}/g, "`$1`")
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s+/g, " ").trim())

/** A field of a record. */
export interface Field {
  readonly name: string
  readonly type: string
  readonly text: string
}

const written = (type: ts.Type, flags = ts.TypeFormatFlags.None): string =>
  checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | flags)

/** The members of an alias for a union of strings. */
const spelt = (alias: string): string =>
  alias.startsWith("\"")
    ? alias
    : written(checker.getDeclaredTypeOfSymbol(symbolOf(alias)), ts.TypeFormatFlags.InTypeAlias)

/** Whether a type is a union of strings, which is clearer than its name. */
const isTexts = (type: ts.Type): boolean => type.isUnion() && type.types.every((member) => member.isStringLiteral())

const typeText = (type: ts.Type): string =>
  written(type, isTexts(type) ? ts.TypeFormatFlags.InTypeAlias : ts.TypeFormatFlags.None)
    .replace(/ \| undefined$/, "")
    .replace(/^\((\(.*\) => .*)\)$/, "$1")
    .replace(/\bOpen<(.*?)>/, (_, known: string) => `${spelt(known)} | string`)
    .replace(/\bLimitReset\b/, spelt)
    .replace(/\bInstant\b/, "Date | DateTime.Utc | string")
    .replace(/^readonly (.*)\[\]$/, (_, item: string) => item.includes(" ") ? `Array<${item}>` : `${item}[]`)
    .replace(/(?<!\.)\bUtc\b/, "DateTime.Utc")

/** Whether a field is declared in this repository, and not by the platform. */
const isOurs = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.every((declaration) => !declaration.getSourceFile().fileName.includes("/node_modules/"))

/** The declarations of an object literal and its spreads, in source order. */
const declaredIn = (literal: ts.Node | undefined): ReadonlyArray<ts.Node> => {
  if (literal === undefined || !ts.isObjectLiteralExpression(literal)) return []
  return literal.properties.flatMap((property) => {
    if (!ts.isSpreadAssignment(property)) return [property]
    const declaration = checker.getSymbolAtLocation(property.expression)?.valueDeclaration
    return declaredIn(declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined)
  })
}

/** Sorts fields in source order. The compiler puts spread fields last. */
const asWritten = (fields: ReadonlyArray<ts.Symbol>): ReadonlyArray<ts.Symbol> => {
  const declarations = fields.map(({ declarations }) => declarations![0]!)
  const order = declarations.map(({ parent }) => declaredIn(parent)).find((declared) =>
    declarations.every((declaration) => declared.includes(declaration))
  )
  return order?.map((declaration) => fields[declarations.indexOf(declaration as ts.Declaration)]!) ?? fields
}

/** Whether a field is declared by the type itself. */
const isOwn = (type: ts.Symbol) => ({ declarations }: ts.Symbol): boolean =>
  type.declarations!.some((declaration) => declaration === declarations![0]!.parent)

const placeOf = ({ declarations }: ts.Symbol): number => declarations![0]!.getStart()

const described = (field: ts.Symbol): Field => ({
  name: (field.flags & ts.SymbolFlags.Optional) === 0 ? field.name : `${field.name}?`,
  type: typeText(checker.getTypeOfSymbol(field)),
  text: paragraphs(field).join(" ")
})

/** The fields of the interface `name`, after those it extends from this repository. */
export const fieldsOf = (name: string): ReadonlyArray<Field> => {
  const symbol = symbolOf(name)
  const fields = asWritten(checker.getDeclaredTypeOfSymbol(symbol).getProperties().filter(isOurs))
  const own = fields.filter(isOwn(symbol))
  return [...fields.filter((field) => !own.includes(field)), ...own].map(described)
}

/** The fields that the interface `name` declares itself. */
export const ownFieldsOf = (name: string): ReadonlyArray<Field> => {
  const symbol = symbolOf(name)
  return checker.getDeclaredTypeOfSymbol(symbol).getProperties().filter(isOwn(symbol)).map(described)
}

/** An error class. */
export interface ErrorClass {
  readonly name: string
  readonly when: string
  readonly remedy: string
}

/** The classes in the union `name`, in the order in which they are declared. */
export const errorsOf = (name: string): ReadonlyArray<ErrorClass> => {
  const type = checker.getDeclaredTypeOfSymbol(symbolOf(`OpenRouterError.${name}`))
  const symbols = (type.isUnion() ? type.types : [type]).map(({ symbol }) => symbol)
  return symbols.sort((one, other) => placeOf(one) - placeOf(other)).map((symbol) => {
    const [when, remedy] = paragraphs(symbol)
    if (when === undefined || remedy === undefined) {
      throw new Error(`The doc comment of ${symbol.name} needs two paragraphs: when it happens, and what to do.`)
    }
    return { name: symbol.name, when, remedy }
  })
}
