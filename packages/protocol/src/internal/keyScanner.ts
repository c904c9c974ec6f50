/** Finds texts that look like OpenRouter keys, in one pass without backtracking. */

/** A range of a text, end excluded. */
export type Range = readonly [start: number, end: number]

/** Minimum length after the prefix. Labels such as `sk-or-v1-0e6...1c96` are shorter. */
const minRest = 16
/** The same at the end of a text, where a key may be truncated. */
const minRestAtEnd = 8

const isKeyUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) || unit === 0x2d || unit === 0x5f

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39

/** A source of characters; -1 after the last one. */
interface Source {
  readonly at: (index: number) => number
}

/** The end of `v1-` or `mgmt-` at `from`; -1 if neither is there. */
const afterVersion = ({ at }: Source, from: number): number => {
  const lower = (index: number): number => at(index) | 0x20
  let next = from
  if (lower(next) === 0x76) {
    next++
    while (isDigit(at(next))) next++
    if (next === from + 1) return -1
  } else {
    for (const letter of "mgmt") {
      if (lower(next++) !== letter.charCodeAt(0)) return -1
    }
  }
  return at(next) === 0x2d ? next + 1 : -1
}

/** The end of the key whose `v1-` or `mgmt-` begins at `from`; -1 if there is no key. */
const keyEnd = (source: Source, from: number): number => {
  const rest = afterVersion(source, from)
  let end = rest
  while (isKeyUnit(source.at(end))) end++
  const min = source.at(end) === -1 ? minRestAtEnd : minRest
  return end - rest >= min ? end : -1
}

const prefix = "sk-or-"

const eachOccurrence = (text: string, part: string, visit: (position: number) => number): void => {
  for (let found = text.indexOf(part); found >= 0;) {
    found = text.indexOf(part, Math.max(found + 1, visit(found)))
  }
}

/** Ranges of whole keys, and of a truncated one at the end. `folded` is `text` in lower case. */
export const findKeys = (text: string, folded: string): Array<Range> => {
  const out: Array<Range> = []
  const source: Source = { at: (index) => index < text.length ? text.charCodeAt(index) : -1 }
  eachOccurrence(folded, prefix, (start) => {
    const end = keyEnd(source, start + prefix.length)
    if (end >= 0) out.push([start, end])
    return end
  })
  return out
}
