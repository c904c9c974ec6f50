/**
 * Many OpenRouter API keys, governed: rotated, declared, budgeted and reported.
 *
 * @module
 */
export {}
