/** Colours and weights of a terminal. */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const

/** A colour or weight of text. */
export type Look = keyof typeof codes

/** Adds the escape codes of a look to a text, if colours are on. */
export type Paint = (look: Look | undefined, text: string) => string

/** Makes a `Paint`, with colours or without. */
export const painter = (colors: boolean): Paint => (look, text) =>
  colors && look !== undefined && text !== "" ? `\u001B[${codes[look]}m${text}\u001B[0m` : text
