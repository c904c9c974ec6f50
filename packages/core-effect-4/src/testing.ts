/**
 * One fake of the OpenRouter key API behind every face, for tests.
 *
 * @module
 */
export * as ApiKeysTest from "./testing/ApiKeysTest.js"
export { FakeOpenRouter } from "./testing/FakeOpenRouter.js"
