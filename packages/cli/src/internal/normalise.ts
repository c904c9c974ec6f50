/** Separates options and arguments. Options may stand anywhere, and no argument is taken for a value. */
import type { CommandSpec, OptionInfo } from "./spec.js"
import { leftOut } from "./spec.js"

/** A command line, separated into options and arguments. */
export interface Ordered {
  readonly spec: CommandSpec
  /** The text of each passed option, by name. */
  readonly options: ReadonlyMap<string, string>
  readonly args: ReadonlyArray<string>
}

/** An ordered command line, or what is wrong with it. */
export type Normalised =
  | Ordered & { readonly _tag: "Run" }
  | { readonly _tag: "Help"; readonly path: ReadonlyArray<string> }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Wrong"; readonly message: string; readonly path: ReadonlyArray<string> }

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

/** `: did you mean …?` if a known name is similar, otherwise empty. */
const suggestion = (given: string, known: Iterable<string>, prefix = ""): string => {
  let best: string | undefined
  let least = Math.max(1, Math.floor(given.length / 3)) + 1
  for (const name of known) {
    const far = name.startsWith(given) && given.length > 2 ? 1 : distance(given, name)
    if (far < least) {
      least = far
      best = name
    }
  }
  return best === undefined ? "" : `: did you mean ${prefix}${best}?`
}

const wrong = (message: string, path: ReadonlyArray<string> = []): Normalised => ({ _tag: "Wrong", message, path })

/** The command named by the first words, and the number of these words. */
const find = (
  words: ReadonlyArray<string>,
  specs: ReadonlyArray<CommandSpec>
): { readonly spec: CommandSpec; readonly length: number } | undefined => {
  const spec = specs.find(({ path }) => path.every((word, index) => words[index] === word))
  return spec === undefined ? undefined : { spec, length: spec.path.length }
}

const help = (path: ReadonlyArray<string>, specs: ReadonlyArray<CommandSpec>): Normalised => {
  const known = specs.some((spec) => path.every((word, index) => spec.path[index] === word))
  return known ? { _tag: "Help", path } : unknownCommand(path, specs)
}

/** Names of these commands in other programs. */
const otherWords = new Map(
  Object.entries({
    list: ["ls", "keys"],
    get: ["show", "describe", "info"],
    create: ["new", "add"],
    update: ["edit", "set", "rename"],
    delete: ["rm", "remove", "destroy"],
    disable: ["revoke"],
    rotate: ["renew", "roll", "replace"],
    rotations: ["status"],
    resume: ["continue"],
    plan: ["diff"],
    spend: ["report", "usage", "costs"],
    watch: ["budget", "budgets", "monitor"],
    serve: ["daemon", "run"]
  }).flatMap(([command, words]) => words.map((word) => [word, command] as const))
)

const unknownCommand = (words: ReadonlyArray<string>, specs: ReadonlyArray<CommandSpec>): Normalised => {
  const [first = "", second] = words
  const group = specs.filter(({ path }) => path.length > 1 && path[0] === first)
  if (group.length > 0) {
    const names = group.map(({ path }) => path.join(" "))
    return wrong(
      second === undefined
        ? `"${first}" needs a subcommand: ${names.join(", ")}`
        : `Unknown command "${first} ${second}"`,
      [
        first
      ]
    )
  }
  const other = otherWords.get(first)
  const known = specs.map(({ path }) => path[0])
  return wrong(
    `Unknown command "${first}"${
      other !== undefined && known.includes(other) ? `: did you mean ${other}?` : suggestion(first, known)
    }`
  )
}

const isHelp = (word: string): boolean => word === "--help" || word === "-h"

/** Splits `--name=value`. */
const split = (word: string): readonly [name: string, value: string | undefined] => {
  const at = word.indexOf("=")
  return at === -1 ? [word.slice(2), undefined] : [word.slice(2, at), word.slice(at + 1)]
}

type Taken = { readonly text: string; readonly used: number } | { readonly message: string }

/** The value of one option, and how many of the words after it belong to it. */
const take = (info: OptionInfo, given: string | undefined, next: string | undefined): Taken => {
  const name = `--${info.name}`
  if (info.value === undefined) {
    if (given !== undefined && given !== "true" && given !== "false") return { message: `${name} takes no value` }
    return { text: given ?? "true", used: 0 }
  }
  if (given !== undefined) return { text: given, used: 0 }
  if (info.follows !== undefined) {
    return next !== undefined && info.follows(next)
      ? { text: next, used: 1 }
      : { text: leftOut, used: 0 }
  }
  if (next === undefined || /^--(?:\w|$)/.test(next)) return { message: `${name} needs a value: ${name} ${info.value}` }
  return { text: next, used: 1 }
}

const order = (spec: CommandSpec, words: ReadonlyArray<string>): Normalised => {
  const infos = new Map(Object.values(spec.options).map(({ info }) => [info.name, info]))
  const options = new Map<string, string>()
  const args: Array<string> = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word === "--") {
      args.push(...words.slice(index + 1))
      break
    }
    if (isHelp(word)) return { _tag: "Help", path: spec.path }
    if (!word.startsWith("-") || word === "-") {
      args.push(word)
      continue
    }
    const [name, given] = word.startsWith("--") ? split(word) : [word, undefined]
    const info = infos.get(name)
    if (info === undefined) {
      const shown = word.startsWith("--") ? `--${name}` : word
      return wrong(`Unknown option ${shown}${suggestion(name, infos.keys(), "--")}`, spec.path)
    }
    if (options.has(name)) return wrong(`--${name} is given twice`, spec.path)
    const taken = take(info, given, words[index + 1])
    if ("message" in taken) return wrong(taken.message, spec.path)
    options.set(name, taken.text)
    index += taken.used
  }
  return checkArguments(spec, args) ?? { _tag: "Run", spec, options, args }
}

const checkArguments = (spec: CommandSpec, args: ReadonlyArray<string>): Normalised | undefined => {
  const infos = Object.values(spec.args).map(({ info }) => info)
  const missing = infos[args.length]
  if (missing !== undefined && !missing.isOptional) return wrong(`${missing.name} is missing`, spec.path)
  const surplus = infos.some(({ isRepeated }) => isRepeated) ? undefined : args[infos.length]
  return surplus === undefined ? undefined : wrong(`Unexpected argument "${surplus}"`, spec.path)
}

/** Orders the words that follow the program's name. */
export const normalise = (words: ReadonlyArray<string>, specs: ReadonlyArray<CommandSpec>): Normalised => {
  const [first] = words
  if (first === undefined || isHelp(first)) return { _tag: "Help", path: [] }
  if (first === "--version" || first === "-V") return { _tag: "Version" }
  if (first === "help") return help(words.slice(1).filter((word) => !isHelp(word)), specs)
  if (first.startsWith("-")) {
    return wrong(`Options come after the command: openrouter-keys COMMAND ${first.split("=")[0] || first}`)
  }
  const found = find(words, specs)
  if (found !== undefined) return order(found.spec, words.slice(found.length))
  return words.some(isHelp) ? help([first], specs) : unknownCommand(words, specs)
}
