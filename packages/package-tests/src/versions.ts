/** Effect's versions that a user may have beside the packages. */

/** What the packages are developed with. */
export const current = { effect: "3.22.4", "@effect/platform": "0.97.2", "@effect/platform-node": "0.108.2" }

/** The oldest that the packages allow: before, platform's fetch client gave a length that fetch itself refuses beside undici. */
export const oldest = { effect: "3.21.5", "@effect/platform": "0.96.3", "@effect/platform-node": "0.107.0" }

/** What npm installs where no version is named. */
export const effect4 = { effect: "4.1.0" }
