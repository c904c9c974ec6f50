/** The projects of the people who use the packages. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"
import { create, file, tools } from "./project.js"
import { run } from "./shell.js"
import { forEffect3, type Name, packageName, type Tarballs } from "./tarballs.js"
import { current, effect4, oldest } from "./versions.js"

/** Some of our packages, from their tarballs. */
export const packages = (packed: Tarballs, some: ReadonlyArray<Name> = forEffect3): Readonly<Record<string, string>> =>
  Object.fromEntries(some.map((name) => [packageName(name), file(packed[name])]))

const react = { "@tanstack/react-query": "5.108.0", react: "19.3.1" }

/** All packages beside an Effect of the user's own. */
export const besideEffect = async (packed: Tarballs): Promise<string> =>
  create("beside-effect", { dependencies: { ...current, ...react, ...packages(packed) } })

/** All packages in a project that is written in TypeScript. */
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

/** The core for Effect 3 and nothing of Node's, as its page says. */
export const onEffect3 = async (packed: Tarballs): Promise<string> =>
  create("on-effect-3", {
    dependencies: { effect: "3", "@effect/platform": "0.97.2", ...packages(packed, ["core"]) },
    overrides: packages(packed, ["protocol"])
  })

/** The core for Effect 4, with the Effect that npm installs, and the adapters. */
export const onEffect4 = async (packed: Tarballs): Promise<string> =>
  create("on-effect-4", {
    dependencies: { ...effect4, undici: "7.30.2", ...packages(packed, ["core-effect-4", "adapters"]) },
    overrides: packages(packed, ["protocol"])
  })

/** The same in a project that is written in TypeScript. */
export const typedOnEffect4 = async (packed: Tarballs): Promise<string> =>
  create("typed-effect-4", {
    dependencies: {
      ...effect4,
      undici: "7.30.2",
      ...packages(packed, ["protocol", "core-effect-4"]),
      "@types/node": "20.19.43"
    }
  })

/** All packages beside the oldest Effect that they allow. */
export const besideOldestEffect = async (packed: Tarballs): Promise<string> =>
  create("beside-oldest-effect", { dependencies: { ...oldest, ...packages(packed) } })

/** The fleet as its page installs it: its engines come along. */
export const fleetAlone = async (packed: Tarballs): Promise<string> => {
  const { "@effect/platform-node": _, ...peers } = current
  return create("fleet-alone", { dependencies: { ...peers, ...packages(packed, ["protocol", "core", "fleet"]) } })
}

/** The command alone, as `npx` installs it. */
export const commandAlone = async (packed: Tarballs): Promise<string> =>
  create("command-alone", { dependencies: packages(packed, ["cli"]) })

/** The adapters alone; what they need comes along. */
export const ordinary = async (packed: Tarballs): Promise<string> => adaptersBeside("ordinary", {}, packed)

/** The same by pnpm, which fails where a package wants to run a script, and gives packages only what they name. */
export const ordinaryByPnpm = async (packed: Tarballs): Promise<string> => {
  const overrides = packages(packed, ["protocol"])
  const folder = await create("ordinary-pnpm", { dependencies: {} })
  await writeFile(join(folder, "pnpm-workspace.yaml"), JSON.stringify({ overrides }))
  const program = join(await tools("pnpm", { pnpm: "10.34.8" }), "node_modules", "pnpm", "bin", "pnpm.cjs")
  await run(process.execPath, [program, "add", file(packed.adapters)], { cwd: folder })
  return folder
}

/** The adapters beside an Effect of another version than the one in them. */
export const besideEffect4 = async (packed: Tarballs): Promise<string> =>
  adaptersBeside("beside-effect-4", effect4, packed)

/** The core beside an Effect that it does not work with, which npm installs only where it is told to. */
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
    // Until they are published, npm has to be told where the packages are that come along.
    overrides: packages(packed, ["protocol"])
  })
