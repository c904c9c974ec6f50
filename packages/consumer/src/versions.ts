/** Effect's versions that a user may have beside the packages. */

/** What the packages are developed with. */
export const current = { effect: "3.22.4", "@effect/platform": "0.97.2", "@effect/platform-node": "0.108.2" }

/** The oldest that the packages allow. */
export const oldest = { effect: "3.18.0", "@effect/platform": "0.91.1", "@effect/platform-node": "0.97.1" }
