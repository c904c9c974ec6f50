/**
 * The OpenRouter key API on localhost, for development and tests.
 *
 * @module
 */
export { ListenError } from "./ListenError.js"
export { Sandbox } from "./Sandbox.js"
export { type Fault, type RunningSandbox, start, type StartOptions, type Time } from "./start.js"
export { StateError } from "./StateError.js"
