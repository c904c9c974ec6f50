/** The test projects: one per package, and the examples in `docs`. */
export default ["packages/*", "docs/examples/*"]
