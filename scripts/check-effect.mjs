// The Effect language service's diagnostics over the whole workspace: floating effects, missing services, needless steps.
//
// Its own command line would resolve modules as `NodeNext`. There TypeScript wraps `import * as Effect from "effect/Effect"`
// (a CommonJS declaration file) in a synthetic namespace, and most rules no longer recognise the functions in it.
// Hence the plugin is driven from here, with `Bundler` resolution.
import { createRequire } from "node:module"
import { relative } from "node:path"
import ts from "typescript"

const plugin = createRequire(import.meta.url)("@effect/language-service/index.js")({ typescript: ts })

const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
  "tsconfig.json",
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => console.error(messageText) }
)

// A virtual file with mistakes, which checks that the rules work.
const canary = `${process.cwd()}/canary.ts`
const canaryText = `import * as Effect from "effect/Effect"
Effect.void
Effect.runSync(Effect.succeed(1).pipe(Effect.flatMap((n) => Effect.succeed(n + 1))))`

const read = (path) => path === canary ? canaryText : ts.sys.readFile(path)

const languageServiceHost = {
  ...ts.sys,
  fileExists: (path) => path === canary || ts.sys.fileExists(path),
  readFile: read,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  getCompilationSettings: () => options,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getScriptFileNames: () => [...fileNames, canary],
  getScriptSnapshot: (path) => {
    const text = read(path)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
  getScriptVersion: () => "0"
}

const service = plugin.create({
  config: options.plugins.find(({ name }) => name === "@effect/language-service"),
  languageService: ts.createLanguageService(languageServiceHost),
  languageServiceHost,
  project: { log() {} }
})

const diagnose = (path) => service.getSemanticDiagnostics(path).filter(({ source }) => source === "effect")

if (diagnose(canary).length < 2) throw new Error("The Effect language service finds nothing where there is something.")

const findings = fileNames.flatMap(diagnose)

for (const { file, messageText, start } of findings) {
  const { character, line } = file.getLineAndCharacterOfPosition(start)
  const message = ts.flattenDiagnosticMessageText(messageText, "\n")
  console.error(`${relative(".", file.fileName)}:${line + 1}:${character + 1}: ${message}`)
}

if (findings.length > 0) process.exitCode = 1
console.log(`${findings.length} findings in ${fileNames.length} files.`)
