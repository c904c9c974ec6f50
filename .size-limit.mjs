// Size limits for `npm run check:size`. The bundles and their limits are in packages/bench/src/bundles.ts.
import { bundles } from "./packages/bench/dist/bundles.js"

export default bundles.map(({ budget, entry, external = [], name }) => ({
  name,
  path: `packages/bench/bundles/${entry}`,
  ...(budget === undefined ? {} : { limit: `${budget} kB` }),
  gzip: true,
  modifyEsbuildConfig: (config) => ({
    ...config,
    // Exported code is not dropped.
    format: "esm",
    platform: "browser",
    external: [...external]
  })
}))
