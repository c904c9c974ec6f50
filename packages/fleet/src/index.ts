/**
 * Manages many OpenRouter API keys: rotations, declared keys, budgets and reports.
 *
 * @module
 */
export { Budget, Selector } from "./Budget.js"
export * as Bulk from "./Bulk.js"
export { Declaration, DeclarationError } from "./Declaration.js"
export * as Fleet from "./Fleet.js"
export * as History from "./History.js"
export { DatabaseError } from "./internal/database.js"
export { OptionError } from "./internal/options.js"
export { Notifier, NotifierError } from "./Notifier.js"
export * as Plan from "./Plan.js"
export * as Report from "./Report.js"
export { Rotation, RotationError, type RotationId, type Step } from "./Rotation.js"
export { MemorySink, SecretSink, SecretSinkError, type Target } from "./SecretSink.js"
export * as Unused from "./Unused.js"
export * as Watch from "./Watch.js"
