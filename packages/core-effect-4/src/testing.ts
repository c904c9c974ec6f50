/**
 * The OpenRouter key API in memory, for tests.
 *
 * @module
 */
export * as ApiKeysTest from "./testing/ApiKeysTest.js"
export { FakeOpenRouter } from "./testing/FakeOpenRouter.js"
