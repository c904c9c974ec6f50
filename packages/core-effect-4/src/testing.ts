/**
 * One fake of the OpenRouter key API behind every API, for tests.
 *
 * @module
 */
export * as ApiKeysTest from "./testing/ApiKeysTest.js"
export { FakeOpenRouter } from "./testing/FakeOpenRouter.js"
