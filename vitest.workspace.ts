/**
 * The test projects of `npm test`: one for each package, one for the pages, one for each example, one for the dashboard's
 * page, and one for what the compiler says.
 */
export default [
  "packages/*",
  "docs",
  "docs/examples/*",
  "docs/examples/dashboard/test/app/vitest.config.ts",
  "vitest.types.config.ts"
]
