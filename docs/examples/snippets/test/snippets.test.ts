/** All code on the pages and in doc comments is a file that is type-checked and run. */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { exists, markdownFiles, root } from "../../../site/pages.js"

/** Folders of the files. */
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

const pages = markdownFiles.map((path) => ({ path, blocks: blocksIn(read(path)) }))

/** Whether a block is a file for Effect 4. */
const isOfEffect4 = (text: string): boolean =>
  [...code].some(([each, path]) => each === text && path.startsWith("packages/core-effect-4/test/examples/"))

/** Whether a block is for Effect 3. Fleet supports only that version. */
const isOfEffect3 = (text: string): boolean =>
  /from "(?:effect|@openrouter-keys\/core)["/]/.test(text) && !text.includes("/fleet") && !isOfEffect4(text)

/** The Effect 4 version of a block, which follows it in a collapsible section. */
const twinOf = (markdown: string, { language, text }: Block): string | undefined => {
  const [, rest = ""] = markdown.split(`\`\`\`${language}\n${text}\`\`\`\n`)
  const [, fold = ""] = /^\n<details>\n<summary>Effect 4<\/summary>\n([\s\S]*?)<\/details>/.exec(rest) ?? []
  return blocksIn(fold).find((block) => block.language === language)?.text
}

const shown = [
  ...pages,
  ...sources.map((path) => ({ path, blocks: blocksIn(comments(read(path))) }))
].filter(({ blocks }) => blocks.length > 0)

const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> }

/** Maps build output to its source. */
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

/**
 * Commands that exist: scripts of package.json, files of the repository, the sandbox's command, and system programs.
 */
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
          // The replacement of a line is a line of a file.
          for (const [, line] of text.matchAll(/^\+(.*)$/gm)) {
            expect([...code.keys()].filter((text) => text.includes(line!))).not.toEqual([])
          }
          break
        default:
          expect(language, text).toBe("text")
      }
    }
  })

  it("and one of Effect 3 on a page is followed by the same for Effect 4", () => {
    const single = pages.filter(({ path }) => path !== "packages/core/README.md").flatMap(({ blocks, path }) =>
      blocks.filter((block) => isOfEffect3(block.text) && !isOfEffect4(twinOf(read(path), block) ?? ""))
        .map(({ text }) => `${path}: ${text}`)
    )
    expect(single).toEqual([])
  })

  it("and every file here is on a page", () => {
    const blocks = new Set(shown.flatMap(({ blocks }) => blocks.map(({ text }) => text)))
    const mine = [...code].filter(([, path]) =>
      /\/snippets\/(?:src|start)\/|\/(?:react-query|core-effect-4\/test)\/examples\//.test(path)
    )
    expect(mine.filter(([text]) => !blocks.has(text)).map(([, path]) => path)).toEqual([])
  })
})
