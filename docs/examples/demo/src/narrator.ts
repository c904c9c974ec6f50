/**
 * The printed story: headings, numbered calls, what came of them.
 */
import { styleText } from "node:util"
import { callCode } from "./code.js"
import { layOut, wrap } from "./table.js"
import type { View } from "./views.js"

/** Where a story goes. */
export interface Terminal {
  /** Prints a line. */
  readonly print: (line: string) => void
  /** Prints a line where errors go. */
  readonly complain: (line: string) => void
  /** Columns a line may have. */
  readonly width: number
  readonly hasColor: boolean
}

/** Tells a story on a terminal. */
export interface Narrator {
  /** Says something as it is, in one or more lines. */
  readonly say: (text: string) => void
  /** Says in one line what went wrong. */
  readonly complain: (text: string) => void
  /** Begins a chapter, whose calls are numbered from 1. */
  readonly heading: (text: string) => void
  /** Tells of a call before it is made. */
  readonly call: (name: string, request: unknown) => void
  /** Shows what came of it. */
  readonly show: (view: View) => void
  /** A remark on it. */
  readonly note: (text: string) => void
}

const indent = "    "

export const makeNarrator = ({ complain, hasColor, print, width }: Terminal): Narrator => {
  const style = (name: "bold" | "cyan" | "dim" | "red", text: string) =>
    hasColor ? styleText(name, text, { validateStream: false }) : text
  const room = width - indent.length
  let step = 0
  const note = (text: string) => {
    for (const line of wrap(harmless(text), room)) print(indent + style("dim", line))
  }
  return {
    say: (text) => text.split("\n").forEach((line) => print(harmless(line))),
    complain: (text) => complain(harmless(text)),
    heading: (text) => {
      step = 0
      print(`\n${style("bold", `${text}\n${"─".repeat(text.length)}`)}`)
    },
    call: (name, request) => {
      step++
      const [first = "", ...rest] = callCode(name, request, room).map(harmless)
      print(`\n${`${step}.`.padEnd(indent.length)}${style("cyan", first)}`)
      for (const line of rest) print(indent + style("cyan", line))
    },
    show: ({ isError = false, remark, table }) => {
      const [headings = [], ...rows] = layOut(table.map((row) => row.map(harmless)), room)
      for (const line of headings) print(indent + style("dim", line))
      for (const line of rows.flat()) print(indent + (isError ? style("red", line) : line))
      if (remark !== undefined) note(remark)
    },
    note
  }
}

/**
 * Names and messages come from elsewhere: control characters could make a terminal do things. And no mistake anywhere
 * may print a secret, so whatever looks like one is masked here once more.
 */
const harmless = (text: string): string =>
  text.replace(/\p{Cc}/gu, "\uFFFD").replace(/(sk-or-v1-\w{3})\w{9,}(\w{4})/g, "$1...$2")
