/** The test projects: one per package, the examples in `docs`, and what is tested in a browser. */
export default ["packages/*", "docs", "docs/examples/*", "docs/examples/*/test/browser"]
