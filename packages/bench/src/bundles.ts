/** Bundles as an application would make them, and their size limits: for `npm run check:size` and the tables. */

/** A bundle. */
export interface Bundle {
  readonly name: string
  /** Entry point in the folder `bundles`. */
  readonly entry: string
  /** Packages that are not bundled. */
  readonly external?: ReadonlyArray<string>
  /** Limit in kB: a little more than today. Above it, `npm run check:size` fails. */
  readonly budget?: number
  /** Target in kB. */
  readonly target?: number
  /** The official SDK's bundle to compare with. */
  readonly official?: string
}

const officialFunction = "official SDK, one function"
const officialClass = "official SDK, the class"
const platform = ["effect", "@effect/platform"]

/** The bundles. */
export const bundles: ReadonlyArray<Bundle> = [
  { name: officialFunction, entry: "officialFunction.mjs" },
  { name: officialClass, entry: "officialClass.mjs" },
  { name: "Effect 3's runtime, HTTP client and Schema", entry: "effect.mjs" },
  { name: "Effect 4's runtime, HTTP client and Schema", entry: "../../core-effect-4/bench/effect.mjs" },
  { name: "core, one operation", entry: "coreOperation.mjs", budget: 112, target: 86, official: officialFunction },
  {
    name: "core-effect-4, one operation",
    entry: "../../core-effect-4/bench/operation.mjs",
    budget: 77,
    target: 52,
    official: officialFunction
  },
  { name: "adapter, one function", entry: "adapterFunction.mjs", budget: 32, target: 32, official: officialFunction },
  { name: "adapter, the class", entry: "adapterClass.mjs", budget: 34, target: 36, official: officialClass },
  {
    name: "adapter, one hook",
    entry: "adapterHook.mjs",
    external: ["react", "@tanstack/react-query"],
    budget: 43.5,
    official: officialFunction
  },
  {
    name: "core, one operation: own code",
    entry: "coreOperation.mjs",
    external: platform,
    budget: 30.5,
    target: 9
  },
  {
    name: "core-effect-4, one operation: own code",
    entry: "../../core-effect-4/bench/operation.mjs",
    external: ["effect"],
    budget: 30,
    target: 9
  }
]
