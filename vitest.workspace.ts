import { configDefaults, defineProject, mergeConfig } from "vitest/config"
import shared, { commands, slow } from "./vitest.shared.js"

/** Tests in jsdom. One thread runs those of a folder with one document, because React keeps the one it was loaded with. */
const page = (name: string, folder: string) =>
  mergeConfig(
    shared,
    defineProject({
      test: {
        name,
        include: [`${folder}/*.test.tsx`],
        pool: "threads",
        poolOptions: { threads: { singleThread: true } }
      }
    })
  )

const pages = [
  page("hooks", "packages/adapters/test/react-query"),
  page("page", "docs/examples/dashboard/test/app")
]

/**
 * The test projects of `npm test`. One runs the tests of all packages, docs and examples: vitest gives each project
 * processes of its own, which would load Effect and our sources again for each package, and wait for its slowest file.
 */
export default [
  mergeConfig(
    shared,
    defineProject({
      test: {
        name: "node",
        include: [
          "packages/*/test/**/*.test.{ts,tsx}",
          "docs/test/*.test.ts",
          "docs/examples/*/test/**/*.test.{ts,tsx}"
        ],
        exclude: [
          ...configDefaults.exclude,
          slow,
          "docs/examples/dashboard/test/browser/**",
          ...pages.flatMap(({ test }) => test?.include ?? [])
        ],
        globalSetup: [...commands]
      }
    })
  ),
  ...pages,
  "vitest.types.config.ts"
]
