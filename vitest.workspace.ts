/**
 * The test projects of `npm test`: one for each package, one for the docs, one for each example, those in jsdom, and
 * one for type tests.
 */
export default [
  "packages/*",
  "docs",
  "docs/examples/*",
  "packages/adapters/test/react-query/vitest.config.ts",
  "docs/examples/dashboard/test/app/vitest.config.ts",
  "vitest.types.config.ts"
]
