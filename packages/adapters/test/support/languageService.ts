/** What an editor shows: TypeScript's language service over a few lines of a user's code. */
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = fileURLToPath(new URL("../..", import.meta.url))
const probe = `${root}test/probe.ts`

/** What an editor shows on a name. */
export interface Hover {
  readonly type: string
  readonly doc: string
}

export interface Shown {
  /** On each place marked with `/*?*\/`, in their order. */
  readonly hovers: ReadonlyArray<Hover>
  /** What does not compile. */
  readonly problems: ReadonlyArray<string>
}

const mark = "/*?*/"

/** The files that all services have in common are parsed once; the probe is another one each time. */
const documents = ts.createDocumentRegistry()
let probes = 0

const serviceOver = (text: string): ts.LanguageService => {
  const version = String(++probes)
  const { options } = ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, { noUnusedLocals: false }, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"))
    }
  })!
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

/** Shows `code` to the language service. */
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

/** All names that modules export, types included. */
export const exportsOf = (specifiers: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const program = serviceOver(specifiers.map((from, n) => `export * as _${n} from "${from}"`).join("\n")).getProgram()!
  const checker = program.getTypeChecker()
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(probe)!)!).map((module) =>
    checker.getExportsOfModule(checker.getAliasedSymbol(module)).map(({ name }) => name)
  )
}
