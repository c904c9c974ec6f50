/** Reads entities of HTML. Names are in lower case, because secrets are compared in lower case. */
import { type Escape, hexDigit, maxCodePoint, set } from "./escape.js"

/** ASCII punctuation. */
const punctuation: { readonly [name: string]: string } = {
  amp: "&",
  apos: "'",
  ast: "*",
  bsol: "\\",
  colon: ":",
  comma: ",",
  commat: "@",
  dash: "-",
  dollar: "$",
  equals: "=",
  excl: "!",
  grave: "`",
  gt: ">",
  hat: "^",
  hyphen: "-",
  lcub: "{",
  lowbar: "_",
  lpar: "(",
  lsqb: "[",
  lt: "<",
  num: "#",
  percnt: "%",
  period: ".",
  plus: "+",
  quest: "?",
  quot: "\"",
  rcub: "}",
  rpar: ")",
  rsqb: "]",
  semi: ";",
  sol: "/",
  tilde: "~",
  verbar: "|",
  vert: "|"
}

/** Latin-1 from 160 on. `-` stands for capitals, and is the name of no entity. */
const latin1 =
  ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 " +
    "acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest " +
    "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - szlig " +
    "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml " +
    "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml").split(" ")

const namedEntities: ReadonlyMap<string, number> = new Map([
  ...Object.entries(punctuation).map(([name, value]) => [name, value.charCodeAt(0)] as const),
  ...latin1.map((name, index) => [name, 160 + index] as const)
])

const longestEntity = 10

/** `&amp;` and `&#38;`, also without the semicolon. */
export const readEntity = (text: string, position: number, out: Escape): void => {
  if (text[position + 1] === "#") return readNumericEntity(text, position, out)
  let end = position + 1
  while (end - position <= longestEntity && isEntityUnit(text.charCodeAt(end))) end++
  if (end >= text.length) return set(out, 0, text.length - position)
  const code = namedEntities.get(text.slice(position + 1, end).toLowerCase())
  if (code === undefined) return
  set(out, code, end - position + (text[end] === ";" ? 1 : 0))
}

const isEntityUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)

/** `&#45;` and `&#x2d;`, also with leading zeros and without the semicolon. */
const readNumericEntity = (text: string, position: number, out: Escape): void => {
  const isHex = (text.charCodeAt(position + 2) | 0x20) === 0x78
  const start = position + (isHex ? 3 : 2)
  let end = start
  let code = 0
  for (; end < text.length; end++) {
    const digit = hexDigit(text.charCodeAt(end))
    if (digit < 0 || (!isHex && digit > 9)) break
    code = code * (isHex ? 16 : 10) + digit
  }
  if (end >= text.length) return set(out, 0, text.length - position)
  if (end > start && code <= maxCodePoint) set(out, code, end - position + (text[end] === ";" ? 1 : 0))
}
