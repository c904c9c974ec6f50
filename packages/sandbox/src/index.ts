/**
 * The OpenRouter key API on localhost, for development and tests.
 *
 * @module
 */
export { ListenError } from "./ListenError.js"
export { Sandbox } from "./Sandbox.js"
export { StateError } from "./StateError.js"
