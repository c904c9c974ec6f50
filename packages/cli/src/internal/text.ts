/** Escapes text for a terminal, and measures, cuts and pads it in terminal cells. */
/**
 * Control characters, which a terminal would execute, and characters that change the text direction or
 * cannot be seen. Zero-width joiners stay: emoji and some scripts are made of them.
 */
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }

const escapeOf = (character: string): string =>
  escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/** The text with each character that is unsafe on a terminal as an escape such as `\u001b`. */
export const safe = (text: string): string => text.replace(unsafe, escapeOf)

/** The same for JSON text, whose strings keep their values. */
export const safeJson = (json: string): string =>
  json.replace(unsafe, (character) => character === "\n" ? character : escapeOf(character))

/** Characters of one cell each. All text of this program consists of them. */
const narrow = /^[\u0020-\u007E\u00B1\u2026\u2192\u2580-\u259F]*$/

let measure: ((text: string) => number) | undefined

/**
 * Loads what measures text of all scripts, unless the text is plain: it takes a while, since it needs a part of ICU that
 * Node loads late. Before that, a character counts as a cell.
 */
export const loadWidths = async (text: string): Promise<void> => {
  if (measure === undefined && !narrow.test(text)) measure = (await import("string-width")).default
}

/** Width of a text in cells. */
export const widthOf = (text: string): number =>
  narrow.test(text) || measure === undefined ? text.length : measure(text)

/** Splits a text into characters as displayed. */
const graphemes = (text: string): Iterable<string> =>
  narrow.test(text) ? text : Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)

/** Cuts a text to a number of cells, with `…` at the end. */
export const cut = (text: string, cells: number): string => {
  if (widthOf(text) <= cells) return text
  let kept = ""
  let used = 0
  for (const segment of graphemes(text)) {
    const width = widthOf(segment)
    if (used + width > cells - 1) break
    kept += segment
    used += width
  }
  return cells < 1 ? "" : `${kept}…`
}

const rightToLeft =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|\uD802[\uDC00-\uDFFF]|\uD803[\uDC00-\uDFFF]|\uD83A[\uDC00-\uDFFF]/

/** Isolates right-to-left text, so that it does not reorder the columns beside it. Takes no cells. */
export const isolate = (text: string): string => rightToLeft.test(text) ? `\u2068${text}\u2069` : text

/** Pads a text to a number of cells. */
export const pad = (text: string, cells: number, align: "left" | "right" = "left"): string => {
  const space = " ".repeat(Math.max(0, cells - widthOf(text)))
  return align === "left" ? text + space : space + text
}

/** Breaks a text at spaces, into lines of a number of cells. */
export const wrap = (text: string, cells: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (line !== "" && widthOf(longer) > cells) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
