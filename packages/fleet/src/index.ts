/**
 * Many OpenRouter API keys, governed: rotated, declared, budgeted and reported.
 *
 * @module
 */
export { DatabaseError } from "./internal/database.js"
