/** Replaces `effect/Equal`: no values are compared, except causes by identity. */
export const symbol = "~effect/Equal"
export const equals = (self, that) => self === that
