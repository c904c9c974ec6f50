/** Colours and weights of a terminal. */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const

/** How a text is shown. */
export type Look = keyof typeof codes

/** Shows a text in a way, where colours are on. */
export type Paint = (look: Look | undefined, text: string) => string

/** Colours, or none. */
export const painter = (colors: boolean): Paint => (look, text) =>
  colors && look !== undefined && text !== "" ? `\u001B[${codes[look]}m${text}\u001B[0m` : text
