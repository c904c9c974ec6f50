/** Named entities of HTML, in lower case and by code: secrets are compared in lower case. */

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

export const namedEntities: ReadonlyMap<string, number> = new Map([
  ...Object.entries(punctuation).map(([name, value]) => [name, value.charCodeAt(0)] as const),
  ...latin1.map((name, index) => [name, 160 + index] as const)
])
