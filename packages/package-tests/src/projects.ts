/** The projects of the people who use the packages. */
import { create, file } from "./project.js"
import { packageName, type Tarballs } from "./tarballs.js"
import { current, oldest } from "./versions.js"

const tarballs = ({ adapters, core, sandbox }: Tarballs): Readonly<Record<string, string>> => ({
  [packageName("core")]: file(core),
  [packageName("adapters")]: file(adapters),
  [packageName("sandbox")]: file(sandbox)
})

const react = { "@tanstack/react-query": "5.108.0", react: "19.3.1" }

/** All packages beside an Effect of the user's own. */
export const besideEffect = async (packed: Tarballs): Promise<string> =>
  create("beside-effect", { dependencies: { ...current, ...react, ...tarballs(packed) } })

/** All packages in a project that is written in TypeScript. */
export const typed = async (packed: Tarballs): Promise<string> =>
  create("typed", {
    dependencies: {
      ...current,
      ...react,
      ...tarballs(packed),
      "@types/node": "20.19.43",
      "@types/react": "19.3.0"
    }
  })

/** All packages beside the oldest Effect that they allow. */
export const besideOldestEffect = async (packed: Tarballs): Promise<string> =>
  create("beside-oldest-effect", { dependencies: { ...oldest, ...tarballs(packed) } })

/** The adapters alone; what they need comes along. */
export const ordinary = async (packed: Tarballs): Promise<string> => adaptersBeside("ordinary", {}, packed)

/** The adapters beside an Effect that they cannot share. */
export const besideEffect4 = async (packed: Tarballs): Promise<string> =>
  adaptersBeside("beside-effect-4", { effect: "4.1.0" }, packed)

const adaptersBeside = async (
  name: string,
  dependencies: Readonly<Record<string, string>>,
  { adapters, core }: Tarballs
): Promise<string> =>
  create(name, {
    dependencies: { ...dependencies, [packageName("adapters")]: file(adapters) },
    // Until it is published, npm has to be told where the adapters' core is.
    overrides: { [packageName("core")]: file(core) }
  })
