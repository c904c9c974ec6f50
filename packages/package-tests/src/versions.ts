/** Versions of Effect to test with. */

/** The versions used in development. */
export const current = { effect: "3.22.4", "@effect/platform": "0.97.2", "@effect/platform-node": "0.108.2" }

/**
 * The oldest supported versions. Before them, the fetch client of @effect/platform set a content length that fetch
 * rejects with undici.
 */
export const oldest = { effect: "3.21.5", "@effect/platform": "0.96.3", "@effect/platform-node": "0.107.0" }

/** The version that npm installs by default. */
export const effect4 = { effect: "4.1.0" }
