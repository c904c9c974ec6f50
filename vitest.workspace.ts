/** The test projects of `npm test`: one for each package, one for the pages, and one for each example. */
export default ["packages/*", "docs", "docs/examples/*"]
