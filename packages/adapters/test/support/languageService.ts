/** Runs TypeScript's language service over user code to get the hovers of an editor. */
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = fileURLToPath(new URL("../..", import.meta.url))
const probe = `${root}test/probe.ts`

/** The hover of a name. */
export interface Hover {
  readonly type: string
  readonly doc: string
}

export interface Shown {
  /** On each place marked with `/*?*\/`, in their order. */
  readonly hovers: ReadonlyArray<Hover>
  /** Compiler errors. */
  readonly problems: ReadonlyArray<string>
}

const mark = "/*?*/"

/** Parses files that all services share once. Only the probe changes. */
const documents = ts.createDocumentRegistry()
let probes = 0

const optionsOf = (): ts.CompilerOptions =>
  ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, { noUnusedLocals: false }, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"))
    }
  })!.options

const serviceOver = (text: string): ts.LanguageService => {
  const version = String(++probes)
  const options = optionsOf()
  const read = (path: string) => path === probe ? text : ts.sys.readFile(path)
  return ts.createLanguageService({
    ...ts.sys,
    fileExists: (path) => path === probe || ts.sys.fileExists(path),
    readFile: read,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [probe],
    getScriptVersion: (path) => path === probe ? version : "0",
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    }
  }, documents)
}

/** Runs the language service on `code`. */
export const show = (code: string): Shown => {
  const parts = code.split(mark)
  const service = serviceOver(parts.join(""))
  const places = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("").length)
  return {
    hovers: places.map((place) => {
      const info = service.getQuickInfoAtPosition(probe, place)
      return { type: ts.displayPartsToString(info?.displayParts), doc: ts.displayPartsToString(info?.documentation) }
    }),
    problems: [...service.getSyntacticDiagnostics(probe), ...service.getSemanticDiagnostics(probe)].map((
      { messageText }
    ) => ts.flattenDiagnosticMessageText(messageText, "\n"))
  }
}

const isOwn = (specifier: string): boolean => /^\.|^@openrouter-keys\//.test(specifier)

/** All exported names of modules, types included. Does not read other packages, which would take most of the time. */
export const exportsOf = (specifiers: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const options = { ...optionsOf(), noLib: true, types: [] }
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  const text = specifiers.map((from, n) => `export * as _${n} from "${from}"`).join("\n")
  const program = ts.createProgram([probe], options, {
    ...host,
    fileExists: (path) => path === probe || host.fileExists(path),
    getSourceFile: (path, version, ...rest) =>
      path === probe ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest),
    resolveModuleNameLiterals: (literals, from, redirected, options, file) =>
      literals.map((literal) => {
        if (!isOwn(literal.text)) return { resolvedModule: undefined }
        const mode = ts.getModeForUsageLocation(file, literal, options)
        return ts.resolveModuleName(literal.text, from, options, host, undefined, redirected, mode)
      })
  })
  const checker = program.getTypeChecker()
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(probe)!)!).map((module) =>
    checker.getExportsOfModule(checker.getAliasedSymbol(module)).map(({ name }) => name)
  )
}
