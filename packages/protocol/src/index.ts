/**
 * The OpenRouter key API in plain TypeScript, without a dependency: data, validation, wire format, errors, retry
 * decisions and redaction. The API as a state machine is `@openrouter-keys/protocol/fake`.
 *
 * @module
 */
export * from "./ApiKey.js"
export * from "./Documentation.js"
export * from "./Endpoint.js"
export * from "./Environment.js"
export * from "./Failure.js"
export * as Field from "./Field.js"
export * from "./Header.js"
export * from "./KeyRequest.js"
export type * from "./KeyResponse.js"
export * from "./ListAll.js"
export * from "./OpenRouterError.js"
export * from "./Operation.js"
export * from "./Outcome.js"
export * from "./Redaction.js"
export * as Restriction from "./Restriction.js"
export * from "./RetryAfter.js"
export * from "./RetryPolicy.js"
export * as Stub from "./Stub.js"
