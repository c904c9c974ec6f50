/** Help texts. Examples come first. */
import type { Sink } from "./host.js"
import type { CommandSpec, OptionInfo } from "./spec.js"
import { pad, widthOf, wrap } from "./text.js"

const program = "openrouter-keys"

/** Longer lines are hard to read. */
const maxCells = 100

const optionLine = ({ follows, name, value }: OptionInfo): string => {
  if (value === undefined) return `--${name}`
  return follows === undefined ? `--${name} ${value}` : `--${name}[=${value}]`
}

const usageOf = (spec: CommandSpec): string => {
  const args = Object.values(spec.args).map(({ info: { isOptional, isRepeated, name } }) => {
    const shown = isRepeated ? `${name}…` : name
    return isOptional ? `[${shown}]` : shown
  })
  return [program, ...spec.path, ...args, "[options]"].join(" ")
}

/** Entries with their explanations beside them, or below if an entry is long. */
const list = (
  entries: ReadonlyArray<readonly [entry: string, meaning: string]>,
  { cells, paint }: Sink
): string => {
  const longest = Math.max(0, ...entries.map(([entry]) => widthOf(entry)))
  const column = Math.min(longest, Math.floor(cells / 2.4))
  return entries.map(([entry, meaning]) => {
    const isBeside = widthOf(entry) <= column
    const indent = isBeside ? column + 4 : 6
    const lines = wrap(meaning, Math.max(16, cells - indent))
    const rest = (isBeside ? lines.slice(1) : lines).map((line) => `${" ".repeat(indent)}${line}\n`).join("")
    const shown = paint("cyan", pad(entry, isBeside ? column : 0))
    return isBeside ? `  ${shown}  ${lines[0]!}\n${rest}` : `  ${shown}\n${rest}`
  }).join("")
}

const paragraphs = (notes: ReadonlyArray<string>, cells: number): string =>
  notes.map((note) => `\n${wrap(note, cells).join("\n")}\n`).join("")

const examplesOf = (examples: CommandSpec["examples"], { cells, paint }: Sink): string =>
  examples.map(([line, meaning]) =>
    `${wrap(meaning, cells - 4).map((each) => `  ${paint("dim", `# ${each}`)}\n`).join("")}  ${program} ${line}\n`
  ).join("\n")

const narrowed = (sink: Sink): Sink => ({ ...sink, cells: Math.min(maxCells, sink.cells) })

/** Help of one command. */
export const commandHelp = (spec: CommandSpec, sink: Sink): string => {
  const out = narrowed(sink)
  const { paint } = out
  const infos = Object.values(spec.options).map(({ info }) => info)
  const entry = (info: OptionInfo) => [optionLine(info), info.help] as const
  const own = infos.filter(({ isGlobal }) => isGlobal !== true)
  const args = Object.values(spec.args).map(({ info: { help, name } }) => [name, help] as const)
  const title = (text: string): string => `\n${paint("bold", text)}\n`
  return [
    `${wrap(spec.summary, out.cells).join("\n")}\n`,
    title("Examples"),
    examplesOf(spec.examples, out),
    title("Usage"),
    `  ${usageOf(spec)}\n`,
    args.length === 0 ? "" : title("Arguments") + list(args, out),
    own.length === 0 ? "" : title("Options") + list(own.map(entry), out),
    title("Global options"),
    list(infos.filter(({ isGlobal }) => isGlobal === true).map(entry), out),
    paragraphs(spec.notes, out.cells)
  ].join("")
}

/** A heading, and the commands below it. */
export type Groups = ReadonlyArray<readonly [title: string, paths: ReadonlyArray<string>]>

/** Help of the program. */
export const programHelp = (
  specs: ReadonlyArray<CommandSpec>,
  groups: Groups,
  intro: {
    readonly summary: string
    readonly examples: CommandSpec["examples"]
    readonly notes: ReadonlyArray<string>
  },
  sink: Sink
): string => {
  const out = narrowed(sink)
  const { paint } = out
  const summaryOf = (path: string): string => specs.find((spec) => spec.path.join(" ") === path)?.summary ?? ""
  return [
    `${wrap(intro.summary, out.cells).join("\n")}\n`,
    `\n${paint("bold", "Examples")}\n`,
    examplesOf(intro.examples, out),
    ...groups.map(([title, paths]) =>
      `\n${paint("bold", title)}\n${list(paths.map((path) => [path, summaryOf(path)] as const), out)}`
    ),
    paragraphs(intro.notes, out.cells)
  ].join("")
}
