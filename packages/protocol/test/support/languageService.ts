/** Hovers of TypeScript's language service over a few lines of code. */
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = fileURLToPath(new URL("../..", import.meta.url))
const probe = `${root}test/probe.ts`

/** The hover of a name. */
export interface Hover {
  readonly type: string
  readonly doc: string
}

const mark = "/*?*/"

const serviceOver = (text: string): ts.LanguageService => {
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
    getScriptVersion: () => "0",
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    }
  })
}

/** Shows `code` to the language service: hovers on each place marked with `/*?*\/`, and what does not compile. */
export const show = (code: string) => {
  const parts = code.split(mark)
  const service = serviceOver(parts.join(""))
  const places = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("").length)
  return {
    hovers: places.map((place): Hover => {
      const info = service.getQuickInfoAtPosition(probe, place)
      return { type: ts.displayPartsToString(info?.displayParts), doc: ts.displayPartsToString(info?.documentation) }
    }),
    problems: [...service.getSyntacticDiagnostics(probe), ...service.getSemanticDiagnostics(probe)].map((
      { messageText }
    ) => ts.flattenDiagnosticMessageText(messageText, "\n"))
  }
}
