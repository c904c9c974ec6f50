/** Replaces `effect/Formatter`: values of Effect are never shown. Errors are plain classes of protocol. */
export const format = String
export const formatJson = String
