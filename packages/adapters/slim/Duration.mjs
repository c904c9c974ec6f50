/** Replaces `effect/Duration`: the Promise API has plain milliseconds only. */
const identity = (millis) => millis

export const fromInputUnsafe = identity
export const millis = identity
export const toMillis = identity
export const isDuration = () => false
