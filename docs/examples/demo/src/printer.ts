/**
 * Prints headings, numbered calls and their results.
 */
import { styleText } from "node:util"
import { callCode } from "./code.js"
import { layOut, wrap } from "./table.js"
import type { View } from "./views.js"

/** The output of a printer. */
export interface Terminal {
  /** Prints a line on stdout. */
  readonly print: (line: string) => void
  /** Prints a line on stderr. */
  readonly printError: (line: string) => void
  /** Maximum number of columns. */
  readonly width: number
  readonly hasColor: boolean
}

/** Prints to a terminal. Control characters and secrets are removed from all texts. */
export interface Printer {
  /** Prints one or more lines. */
  readonly print: (text: string) => void
  /** Prints an error on one line. */
  readonly printError: (text: string) => void
  /** Starts a section, whose calls are numbered from 1. */
  readonly heading: (text: string) => void
  /** Prints a call before it is made. */
  readonly call: (name: string, request: unknown) => void
  /** Prints the result of the call. */
  readonly show: (view: View) => void
  /** Prints a remark on the call. */
  readonly note: (text: string) => void
}

const indent = "    "

export const makePrinter = ({ printError, hasColor, print, width }: Terminal): Printer => {
  const style = (name: "bold" | "cyan" | "dim" | "red", text: string) =>
    hasColor ? styleText(name, text, { validateStream: false }) : text
  const columns = width - indent.length
  let step = 0
  const note = (text: string) => {
    for (const line of wrap(sanitize(text), columns)) print(indent + style("dim", line))
  }
  return {
    print: (text) => text.split("\n").forEach((line) => print(sanitize(line))),
    printError: (text) => printError(sanitize(text)),
    heading: (text) => {
      step = 0
      print(`\n${style("bold", `${text}\n${"─".repeat(text.length)}`)}`)
    },
    call: (name, request) => {
      step++
      const [first = "", ...rest] = callCode(name, request, columns).map(sanitize)
      print(`\n${`${step}.`.padEnd(indent.length)}${style("cyan", first)}`)
      for (const line of rest) print(indent + style("cyan", line))
    },
    show: ({ isError = false, remark, table }) => {
      const [headings = [], ...rows] = layOut(table.map((row) => row.map(sanitize)), columns)
      for (const line of headings) print(indent + style("dim", line))
      for (const line of rows.flat()) print(indent + (isError ? style("red", line) : line))
      if (remark !== undefined) note(remark)
    },
    note
  }
}

/** Replaces control characters, which could control the terminal, and redacts everything that looks like an API key. */
const sanitize = (text: string): string =>
  text.replace(/\p{Cc}/gu, "\uFFFD").replace(/(sk-or-v1-\w{3})\w{9,}(\w{4})/g, "$1...$2")
