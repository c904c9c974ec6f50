/** Edits one variable in the text of an environment file. All other bytes stay. */

/** One assignment: the text before its value, the value, and the text after it. */
interface Assignment {
  readonly start: number
  readonly end: number
  readonly head: string
  readonly quote: string
  readonly value: string
  readonly tail: string
}

const escapeForPattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

const head = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/

/** End of the value: its closing quote, which may be on a later line, or the end of the line, or a comment. */
const endOfValue = (text: string, from: number): { readonly end: number; readonly quote: string } => {
  const quote = text[from] ?? ""
  if (quote === "\"" || quote === "'" || quote === "`") {
    const closing = new RegExp(
      quote === "\"" ? "(?:\\\\[^]|[^\"\\\\])*\"" : `[^${escapeForPattern(quote)}]*${quote}`,
      "y"
    )
    closing.lastIndex = from + 1
    const found = closing.exec(text)
    if (found !== null) return { end: closing.lastIndex, quote }
  }
  const plain = /(?:(?![ \t]+#)[^\r\n])*/y
  plain.lastIndex = from
  plain.exec(text)
  return { end: plain.lastIndex, quote: "" }
}

const assignmentAt = (text: string, lineStart: number, name: string): Assignment | number => {
  const lineEnd = text.indexOf("\n", lineStart)
  const next = lineEnd === -1 ? text.length : lineEnd + 1
  const found = head.exec(text.slice(lineStart, next))
  if (found === null) return next
  const valueStart = lineStart + found[0].length
  const { end, quote } = endOfValue(text, valueStart)
  const after = text.indexOf("\n", end)
  const stop = after === -1 ? text.length : after + 1
  if (found[1] !== name) return stop
  const value = text.slice(valueStart + quote.length, end - quote.length)
  return { start: lineStart, end: stop, head: found[0], quote, value, tail: text.slice(end, stop) }
}

const byteOrderMark = "\u00ef\u00bb\u00bf"

const assignments = (text: string, name: string): ReadonlyArray<Assignment> => {
  const found: Array<Assignment> = []
  let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  while (at < text.length) {
    const assignment = assignmentAt(text, at, name)
    if (typeof assignment === "number") at = assignment
    else {
      found.push(assignment)
      at = assignment.end
    }
  }
  return found
}

const appended = (text: string, line: string): string => {
  const ending = /\r?\n/.exec(text)?.[0] ?? "\n"
  const isComplete = text === "" || text === byteOrderMark || text.endsWith("\n")
  return `${text}${isComplete ? "" : ending}${line}${ending}`
}

/**
 * Sets the variable in a text, or returns the text of a new file. Sets all assignments of the variable, because
 * programs differ in which one they use. Quotes, `export`, spaces and comments stay.
 */
export const setVariable = (text: string = "", name: string, value: string): string => {
  const found = assignments(text, name)
  if (found.length === 0) return appended(text, `${name}=${value}`)
  let out = ""
  let at = 0
  for (const { end, head, quote, start, tail } of found) {
    out += `${text.slice(at, start)}${head}${quote}${value}${quote}${tail}`
    at = end
  }
  return out + text.slice(at)
}

/** The values of a variable without quotes, one per assignment. */
export const valuesOf = (text: string, name: string): ReadonlyArray<string> =>
  assignments(text, name).map(({ value }) => value)
