/** `completions`: writes a completion script for a shell. */
import * as Effect from "effect/Effect"
import { usageError } from "../internal/failure.js"
import { Host } from "../internal/host.js"
import type { Globals } from "../internal/shared.js"
import type { CommandSpec, OptionInfo, Program } from "../internal/spec.js"

interface Input extends Globals {
  readonly shell: string
}

const program = "openrouter-keys"

const infosOf = (spec: CommandSpec): ReadonlyArray<OptionInfo> => [
  ...Object.values(spec.options).map(({ info }) => info),
  { name: "help", help: "Show examples and options." }
]

/** The words that may follow, by the words before them. */
const nextWords = (specs: ReadonlyArray<CommandSpec>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const next = new Map<string, Set<string>>()
  for (const { path } of specs) {
    path.forEach((word, index) => {
      const before = path.slice(0, index).join(" ")
      next.set(before, (next.get(before) ?? new Set()).add(word))
    })
  }
  return new Map([...next].map(([before, words]) => [before, [...words]]))
}

/** The first sentence, for the description beside a word. */
const brief = (text: string): string => text.split(/(?<=[.:;]) /)[0]!.replace(/[.:;]$/, "")

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const shells = ["bash", "zsh", "fish"]

/** The values of an argument that has a few. */
const argumentWords = (spec: CommandSpec): ReadonlyArray<string> => spec.path[0] === "completions" ? shells : []

// =====================================================================================================================
// bash
// =====================================================================================================================

const bashValues = (specs: ReadonlyArray<CommandSpec>): string =>
  specs.flatMap((spec) =>
    infosOf(spec).flatMap(({ name, value, words }) => {
      const at = `"${spec.path.join(" ")}:--${name}"`
      if (words !== undefined) return [`    ${at}) COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$cur")); return ;;`]
      return value === undefined ? [] : [`    ${at}) COMPREPLY=($(compgen -f -- "$cur")); return ;;`]
    })
  ).join("\n")

const bash = (specs: ReadonlyArray<CommandSpec>): string => {
  const commands = [...nextWords(specs)].map(([before, words]) => `    "${before}") words="${words.join(" ")}" ;;`)
  const options = specs.map((spec) => {
    const words = [...argumentWords(spec), ...infosOf(spec).map(({ name }) => `--${name}`)]
    return `    "${spec.path.join(" ")}") words="${words.join(" ")}" ;;`
  })
  return `# Completions of ${program} for bash.
_openrouter_keys() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path\${path:+ }$word" in
${
    specs.flatMap(({ path }) => path.map((_, index) => `      "${path.slice(0, index + 1).join(" ")}")`)).filter((
      line,
      index,
      all
    ) => all.indexOf(line) === index).map((line) => `${line} path="$path\${path:+ }$word" ;;`).join("\n")
  }
    esac
  done
  case "$path:$prev" in
${bashValues(specs)}
  esac
  case "$path" in
${[...commands, ...options].join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ \${#COMPREPLY[@]} -eq 0 && "$cur" != -* ]]; then COMPREPLY=($(compgen -f -- "$cur")); fi
}
complete -F _openrouter_keys ${program}
`
}

// =====================================================================================================================
// zsh
// =====================================================================================================================

const zshOption = ({ help, name, value, words }: OptionInfo): string => {
  const text = brief(help).replace(/[[\]:\\]/g, "\\$&")
  const after = value === undefined ? "" : words === undefined ? `:${value}:_files` : `:${value}:(${words.join(" ")})`
  return quoted(`--${name}[${text}]${after}`)
}

const zshCommand = (spec: CommandSpec): string => {
  const words = argumentWords(spec)
  const rest = words.length === 0 ? "'*:argument:_files'" : quoted(`1:argument:(${words.join(" ")})`)
  return `    ${quoted(spec.path.join(" "))})
      _arguments ${[...infosOf(spec).map(zshOption), rest].join(" \\\n        ")} ;;`
}

const zsh = (specs: ReadonlyArray<CommandSpec>): string => {
  const groups = [...nextWords(specs)].map(([before, words]) => {
    const described = words.map((word) => {
      const spec = specs.find(({ path }) => path.join(" ") === `${before} ${word}`.trim())
      return quoted(`${word}:${brief(spec?.summary ?? "").replaceAll(":", "\\:")}`)
    })
    return `    ${quoted(before)})
      local -a commands=(${described.join("\n        ")})
      _describe command commands ;;`
  })
  const deep = [...nextWords(specs).keys()].filter((before) => before !== "")
  return `#compdef ${program}
# Completions of ${program} for zsh.
_openrouter_keys() {
  local path="" taken=1
  if (( CURRENT > 2 )); then path="\${words[2]}"; taken=2; fi
  case "$path" in
    ${
    deep.length === 0 ? "''" : deep.map(quoted).join("|")
  }) if (( CURRENT > 3 )); then path="$path \${words[3]}"; taken=3; fi ;;
  esac
  if (( taken > 1 )); then
    words=("${program}" "\${(@)words[taken+1,-1]}")
    (( CURRENT -= taken - 1 ))
  fi
  case "$path" in
${[...groups, ...specs.map(zshCommand)].join("\n")}
  esac
}
if [ "$funcstack[1]" = "_${program}" ]; then _openrouter_keys "$@"; else compdef _openrouter_keys ${program}; fi
`
}

// =====================================================================================================================
// fish
// =====================================================================================================================

const fishText = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`

const fish = (specs: ReadonlyArray<CommandSpec>): string => {
  const condition = (path: ReadonlyArray<string>): string =>
    path.length === 0
      ? "__fish_use_subcommand"
      : path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ")
  const commands = [...nextWords(specs)].flatMap(([before, words]) =>
    words.map((word) => {
      const path = before === "" ? [] : before.split(" ")
      const spec = specs.find((each) => each.path.join(" ") === [...path, word].join(" "))
      return `complete -c ${program} -f -n ${fishText(condition(path))} -a ${word} -d ${
        fishText(brief(spec?.summary ?? ""))
      }`
    })
  )
  const options = specs.flatMap((spec) => [
    ...argumentWords(spec).map((word) => `complete -c ${program} -f -n ${fishText(condition(spec.path))} -a ${word}`),
    ...infosOf(spec).map(({ help, name, value, words }) => {
      const after = value === undefined ? "" : words === undefined ? " -r" : ` -x -a ${fishText(words.join(" "))}`
      return `complete -c ${program} -n ${fishText(condition(spec.path))} -l ${name}${after} -d ${
        fishText(brief(help))
      }`
    })
  ])
  return [`# Completions of ${program} for fish.`, ...commands, ...options, ""].join("\n")
}

const scripts: Readonly<Record<string, (specs: ReadonlyArray<CommandSpec>) => string>> = { bash, zsh, fish }

export const run = ({ shell }: Input): Program =>
  Effect.gen(function*() {
    const { write } = yield* Host
    const { commands } = yield* Effect.promise(() => import("../internal/commands.js"))
    const script = shells.includes(shell) ? scripts[shell] : undefined
    if (script === undefined) {
      return yield* usageError(`SHELL must be bash, zsh or fish, not "${shell}".`)
    }
    yield* write(script(commands))
  })
