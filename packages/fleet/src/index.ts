/**
 * Many OpenRouter API keys, governed: rotated, declared, budgeted and reported.
 *
 * @module
 */
export { DatabaseError } from "./internal/database.js"
export * as Fleet from "./Fleet.js"
export { Rotation, RotationError } from "./Rotation.js"
export { MemorySink, SecretSink, SecretSinkError } from "./SecretSink.js"
