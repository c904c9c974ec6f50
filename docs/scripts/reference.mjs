// Builds the API reference from doc comments, with a page for each public module.
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Application, Converter, ReflectionKind } from "typedoc"

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

/** The modules of a folder, which are the subpaths of its package. */
const modules = (folder) =>
  readdirSync(path(folder)).filter((name) => /\.tsx?$/.test(name)).map((name) => path(`${folder}/${name}`))

const app = await Application.bootstrapWithPlugins({
  plugin: ["typedoc-plugin-markdown"],
  tsconfig: path("docs/tsconfig.json"),
  entryPoints: [
    ...modules("packages/core/src"),
    ...modules("packages/core-effect-4/src"),
    ...modules("packages/adapters/src"),
    path("packages/adapters/src/models/errors.ts"),
    path("packages/adapters/src/models/operations.ts"),
    path("packages/adapters/src/react-query/index.ts"),
    path("packages/sandbox/src/index.ts"),
    ...modules("packages/fleet/src")
  ],
  out: path("docs/reference"),
  // `npm run check` has checked the types.
  skipErrorChecking: true,
  excludeExternals: true,
  excludeInternal: true,
  disableSources: true,
  readme: "none",
  logLevel: "Error",
  router: "module",
  entryFileName: "index.md",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  tableColumnSettings: { hideDefaults: true, hideInherited: true, hideModifiers: true, leftAlignHeaders: true },
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  sort: ["source-order"]
})

// `core/src/ApiKeys` is imported as `@openrouter-keys/core/ApiKeys`.
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
  if (!reflection.kindOf(ReflectionKind.Module)) return
  reflection.name = reflection.name.replace(/\/src(?=\/|$)/, "").replace(/\/index$/, "")
})

// Constructors of errors and services are not shown.
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const each of project.getReflectionsByKind(ReflectionKind.Constructor)) {
    if (each.inheritedFrom !== undefined) project.removeReflection(each)
  }
})

// Types that fields are derived from are not shown.
app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
  for (const each of project.getReflectionsByKind(ReflectionKind.Interface)) {
    if (each.extendedTypes?.every(({ reflection }) => reflection === undefined) !== true) continue
    delete each.extendedTypes
    delete each.typeHierarchy
  }
}, -1_000)

const project = await app.convert()
if (project === undefined) throw new Error("The doc comments could not be read.")
await app.generateOutputs(project)
