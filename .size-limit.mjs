// The budgets: `npm run check:size`. What is measured, and how large it may get, stands in packages/bench/src/bundles.ts.
import { bundles } from "./packages/bench/dist/bundles.js"

export default bundles.map(({ budget, entry, external = [], name }) => ({
  name,
  path: `packages/bench/bundles/${entry}`,
  ...(budget === undefined ? {} : { limit: `${budget} kB` }),
  gzip: true,
  modifyEsbuildConfig: (config) => ({
    ...config,
    // Exports are what keeps code from being dropped.
    format: "esm",
    platform: "browser",
    external: [...external]
  })
}))
