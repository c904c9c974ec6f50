/** Bundles as an application would make them, and how large they may get: for `npm run check:size` and the tables. */

/** A bundle. */
export interface Bundle {
  readonly name: string
  /** Its entry point, in the folder `bundles`. */
  readonly entry: string
  /** What of it is not bundled. */
  readonly external?: ReadonlyArray<string>
  /** In kB: what it is today and a little more. Beyond it, `npm run check:size` fails. */
  readonly budget?: number
  /** In kB: what it is to become. */
  readonly aim?: number
  /** The official SDK's bundle for the same. */
  readonly official?: string
}

const officialFunction = "official SDK, one function"
const officialClass = "official SDK, the class"
const platform = ["effect", "@effect/platform"]

/** The bundles. */
export const bundles: ReadonlyArray<Bundle> = [
  { name: officialFunction, entry: "officialFunction.mjs" },
  { name: officialClass, entry: "officialClass.mjs" },
  { name: "Effect's runtime, HTTP client and Schema", entry: "effect.mjs" },
  { name: "core, one operation", entry: "coreOperation.mjs", budget: 112, aim: 86, official: officialFunction },
  { name: "adapter, one function", entry: "adapterFunction.mjs", budget: 61.5, aim: 62, official: officialFunction },
  { name: "adapter, the class", entry: "adapterClass.mjs", budget: 63, aim: 70, official: officialClass },
  {
    name: "adapter, one hook",
    entry: "adapterHook.mjs",
    external: ["react", "@tanstack/react-query"],
    budget: 63.5,
    official: officialFunction
  },
  {
    name: "core, one operation: own code",
    entry: "coreOperation.mjs",
    external: platform,
    budget: 30.5,
    aim: 9
  }
]
