/** Projects that use the packages. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"
import { create, file, tools } from "./project.js"
import { run } from "./shell.js"
import { forEffect3, type Name, packageName, type Tarballs } from "./tarballs.js"
import { current, effect4, oldest } from "./versions.js"

/** Dependencies on the tarballs of some packages. */
export const packages = (packed: Tarballs, some: ReadonlyArray<Name> = forEffect3): Readonly<Record<string, string>> =>
  Object.fromEntries(some.map((name) => [packageName(name), file(packed[name])]))

const react = { "@tanstack/react-query": "5.108.0", react: "19.3.1" }

/** All packages with the newest supported Effect. */
export const besideEffect = async (packed: Tarballs): Promise<string> =>
  create("beside-effect", { dependencies: { ...current, ...react, ...packages(packed) } })

/** All packages in a TypeScript project. */
export const typed = async (packed: Tarballs): Promise<string> =>
  create("typed", {
    dependencies: {
      ...current,
      ...react,
      ...packages(packed),
      "@types/node": "20.19.43",
      "@types/react": "19.3.0"
    }
  })

/** Core as its README installs it. */
export const onEffect3 = async (packed: Tarballs): Promise<string> =>
  create("on-effect-3", {
    dependencies: { effect: "3", "@effect/platform": "0.97.2", ...packages(packed, ["core"]) },
    overrides: packages(packed, ["protocol"])
  })

/** Core for Effect 4 with the Effect that npm installs, and the adapters. */
export const onEffect4 = async (packed: Tarballs): Promise<string> =>
  create("on-effect-4", {
    dependencies: { ...effect4, undici: "7.30.2", ...packages(packed, ["core-effect-4", "adapters"]) },
    overrides: packages(packed, ["protocol"])
  })

/** The same in a TypeScript project. */
export const typedOnEffect4 = async (packed: Tarballs): Promise<string> =>
  create("typed-effect-4", {
    dependencies: {
      ...effect4,
      undici: "7.30.2",
      ...packages(packed, ["protocol", "core-effect-4"]),
      "@types/node": "20.19.43"
    }
  })

/** A workspace with a program for each version of Effect, and the adapters. */
export const onBothEffects = async (packed: Tarballs): Promise<string> =>
  create("on-both-effects", {
    dependencies: packages(packed, ["adapters"]),
    overrides: packages(packed, ["protocol"]),
    members: {
      three: { effect: "3", "@effect/platform": "0.97.2", ...packages(packed, ["core"]) },
      four: { ...effect4, ...packages(packed, ["core-effect-4"]) }
    }
  })

/** All packages with the oldest supported Effect. */
export const besideOldestEffect = async (packed: Tarballs): Promise<string> =>
  create("beside-oldest-effect", { dependencies: { ...oldest, ...packages(packed) } })

/** Fleet as its README installs it, with its engines. */
export const fleetOnly = async (packed: Tarballs): Promise<string> => {
  const { "@effect/platform-node": _, ...peers } = current
  return create("fleet-only", { dependencies: { ...peers, ...packages(packed, ["protocol", "core", "fleet"]) } })
}

/** The command, as `npx` installs it. */
export const cliOnly = async (packed: Tarballs): Promise<string> =>
  create("cli-only", { dependencies: packages(packed, ["cli"]) })

/** The adapters and their dependencies. */
export const adaptersByNpm = async (packed: Tarballs): Promise<string> => adaptersBeside("adapters-by-npm", {}, packed)

/** The same with pnpm, which fails if a package has an install script or imports an undeclared dependency. */
export const adaptersByPnpm = async (packed: Tarballs): Promise<string> => {
  const overrides = packages(packed, ["protocol"])
  const folder = await create("adapters-by-pnpm", { dependencies: {} })
  await writeFile(join(folder, "pnpm-workspace.yaml"), JSON.stringify({ overrides }))
  const program = join(await tools("pnpm", { pnpm: "10.34.8" }), "node_modules", "pnpm", "bin", "pnpm.cjs")
  await run(process.execPath, [program, "add", file(packed.adapters)], { cwd: folder })
  return folder
}

/** The adapters with a different version of Effect than the bundled one. */
export const besideEffect4 = async (packed: Tarballs): Promise<string> =>
  adaptersBeside("beside-effect-4", effect4, packed)

/** Core with an unsupported Effect, which npm installs only with `--legacy-peer-deps`. */
export const coreBesideEffect4 = async (packed: Tarballs): Promise<string> =>
  create(
    "core-beside-effect-4",
    { dependencies: { ...current, ...effect4, ...packages(packed, ["protocol", "core"]) } },
    ["--legacy-peer-deps"]
  )

const adaptersBeside = async (
  name: string,
  dependencies: Readonly<Record<string, string>>,
  packed: Tarballs
): Promise<string> =>
  create(name, {
    dependencies: { ...dependencies, ...packages(packed, ["adapters"]) },
    // npm cannot find unpublished dependencies by itself.
    overrides: packages(packed, ["protocol"])
  })
