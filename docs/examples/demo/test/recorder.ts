import { makePrinter, type Printer } from "../src/printer.js"

/** A printer that records its output. */
export interface Recorder {
  readonly printer: Printer
  /** The output on stdout. */
  readonly printed: () => string
  /** The lines on stderr. */
  readonly errors: () => ReadonlyArray<string>
  /** The names of the printed calls, in order. */
  readonly calls: () => ReadonlyArray<string>
}

export const makeRecorder = (options: { readonly width?: number; readonly hasColor?: boolean } = {}): Recorder => {
  const lines: Array<string> = []
  const errors: Array<string> = []
  const printer = makePrinter({
    print: (line) => lines.push(...line.split("\n")),
    printError: (line) => errors.push(line),
    width: options.width ?? 100,
    hasColor: options.hasColor ?? false
  })
  return {
    printer,
    printed: () => lines.join("\n"),
    errors: () => errors,
    calls: () => lines.flatMap((line) => /^\d+\. .*\b(?:ApiKeys|apiKeys)\.(\w+)\(/.exec(line)?.[1] ?? [])
  }
}
