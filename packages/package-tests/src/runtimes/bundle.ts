/** Bundles the suite, for runtimes without packages. */
import { build } from "esbuild"
import { join } from "node:path"

/** Bundles an entry of the suite, with a project's packages. */
export const bundle = async (
  project: string,
  entry: "page" | "worker",
  conditions: ReadonlyArray<string>
): Promise<string> => {
  const outfile = join(project, "bundles", `${entry}.js`)
  await build({
    entryPoints: [join(project, "smoke", `${entry}.js`)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: [...conditions],
    logLevel: "error"
  })
  return outfile
}
