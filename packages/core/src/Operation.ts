/**
 * The operations as plain data, for code that handles all of them, such as a proxy or a mock.
 *
 * @module
 */
export { all, type Operation } from "@openrouter-keys/protocol/client/Operation"
