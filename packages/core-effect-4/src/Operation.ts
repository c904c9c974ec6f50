/**
 * The operations as plain data, for code that handles all of them at once: another API, a proxy, a mock.
 *
 * @module
 */
export { all, type Operation } from "@openrouter-keys/protocol/client/Operation"
