import { makeNarrator, type Narrator } from "../src/narrator.js"

/** A narrator whose words can be looked at. */
export interface Recorder {
  readonly narrator: Narrator
  /** What was printed. */
  readonly printed: () => string
  /** What was complained of. */
  readonly complaints: () => ReadonlyArray<string>
  /** The names of the calls that were told of, in order. */
  readonly calls: () => ReadonlyArray<string>
}

export const makeRecorder = (options: { readonly width?: number; readonly hasColor?: boolean } = {}): Recorder => {
  const lines: Array<string> = []
  const complaints: Array<string> = []
  const narrator = makeNarrator({
    print: (line) => lines.push(...line.split("\n")),
    complain: (line) => complaints.push(line),
    width: options.width ?? 100,
    hasColor: options.hasColor ?? false
  })
  return {
    narrator,
    printed: () => lines.join("\n"),
    complaints: () => complaints,
    calls: () => lines.flatMap((line) => /^\d+\. .*\b(?:ApiKeys|apiKeys)\.(\w+)\(/.exec(line)?.[1] ?? [])
  }
}
