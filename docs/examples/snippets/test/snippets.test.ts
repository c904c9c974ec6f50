/** The code on the pages and in doc comments is files, each of which is type-checked and run. */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { exists, markdownFiles, root } from "../../../site/pages.js"

/** Where the files are. Those of the tests of pages stand beside what they need. */
const folders = [
  "docs/examples/snippets",
  "docs/examples/testing",
  "packages/adapters/test/react-query/examples",
  "packages/core-effect-4/test/examples",
  "packages/package-tests/recipes"
]

const list = (folder: string): ReadonlyArray<string> =>
  readdirSync(`${root}${folder}`, { encoding: "utf8", recursive: true }).map((name) => `${folder}/${name}`)

const read = (path: string): string => readFileSync(`${root}${path}`, "utf8")

const code = new Map(
  folders.flatMap(list).filter((path) =>
    /(?<!\.d)\.(?:tsx?|mjs|js|sh|yaml)$/.test(path) && !path.includes("node_modules")
  )
    .map((path) => [read(path), path])
)

interface Block {
  readonly language: string
  readonly text: string
}

const blocksIn = (markdown: string): ReadonlyArray<Block> =>
  Array.from(markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm), ([, language, text]) => ({
    language: language!,
    text: text!
  }))

/** The doc comments of a file, as Markdown. */
const comments = (source: string): string =>
  Array.from(source.matchAll(/^ *\/\*\*\n([\s\S]*?)^ *\*\//gm), ([, text]) => text!.replace(/^ *\* ?/gm, "")).join("\n")

const sources = ["protocol", "core", "core-effect-4", "adapters", "sandbox", "fleet"].flatMap((name) =>
  list(`packages/${name}/src`)
)
  .filter((path) => /\.tsx?$/.test(path))

const shown = [
  ...markdownFiles.map((path) => ({ path, blocks: blocksIn(read(path)) })),
  ...sources.map((path) => ({ path, blocks: blocksIn(comments(read(path))) }))
].filter(({ blocks }) => blocks.length > 0)

const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> }

/** What a build writes comes of a source. */
const sourceOf = (file: string): string => file.replace("/dist/", "/src/").replace(/(?<=\/src\/.*)\.js$/, ".ts")

const others = [
  /^npm (?:ci|test)$/,
  /^npm install (?:--save-dev |--global )?@openrouter-keys\//,
  /^npx (?:openrouter-keys-sandbox|vitest run)\b/,
  // The tests of the command parse these.
  /^(?:npx @openrouter-keys\/cli|openrouter-keys) /,
  /^export [A-Z_]+=/,
  /^curl /,
  /^docker run /
]

/** Scripts of package.json, files of the repository, the sandbox's command, and what a system has. */
const isCommand = (command: string): boolean => {
  const [, script, file] = /^npm run (\S+)|^node (?:--[\w-]+ )*(\S+\.m?js)/.exec(command) ?? []
  if (script !== undefined) return script in scripts
  return file === undefined ? others.some((pattern) => pattern.test(command)) : exists(sourceOf(file))
}

const commandsIn = (text: string): ReadonlyArray<string> =>
  text.split(/\n|&&/).map((line) => line.replace(/\s#.*/, "").trim()).filter((line) => line !== "")

describe("every block of code is a file here", () => {
  it.each(shown)("$path", ({ blocks }) => {
    for (const { language, text } of blocks) {
      switch (language) {
        case "ts":
        case "tsx":
        case "js":
        case "yaml":
          expect([...code.keys()]).toContain(text)
          break
        case "sh":
          for (const command of commandsIn(text)) expect(command).toSatisfy(isCommand)
          break
        case "diff":
          // What a line is changed to is a line of a file.
          for (const [, line] of text.matchAll(/^\+(.*)$/gm)) {
            expect([...code.keys()].filter((text) => text.includes(line!))).not.toEqual([])
          }
          break
        default:
          expect(language, text).toBe("text")
      }
    }
  })

  it("and every file here is on a page", () => {
    const blocks = new Set(shown.flatMap(({ blocks }) => blocks.map(({ text }) => text)))
    const mine = [...code].filter(([, path]) =>
      /\/snippets\/(?:src|start)\/|\/(?:react-query|core-effect-4\/test)\/examples\//.test(path)
    )
    expect(mine.filter(([text]) => !blocks.has(text)).map(([, path]) => path)).toEqual([])
  })
})
