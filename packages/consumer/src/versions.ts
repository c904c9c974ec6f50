/** Effect's versions that a user may have beside the packages. */

/** What the packages are developed with. */
export const current = { effect: "3.22.4", "@effect/platform": "0.97.2", "@effect/platform-node": "0.108.2" }

/** The oldest that the packages allow. */
export const oldest = { effect: "3.17.1", "@effect/platform": "0.90.0", "@effect/platform-node": "0.94.0" }
