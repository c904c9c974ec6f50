/** Which Markdown files of the repository are pages of the site, and where they stand there. */
import { existsSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path/posix"
import { fileURLToPath } from "node:url"

/** The repository's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url))

const places: ReadonlyArray<readonly [file: RegExp, place: string]> = [
  [/^(?:docs\/)?README\.md$/, "index.md"],
  [/^docs\/(?!examples\/)(.+\.md)$/, "$1"],
  [/^packages\/([\w-]+)\/README\.md$/, "packages/$1.md"],
  [/^CONTRIBUTING\.md$/, "contributing.md"]
]

/** Where a file stands in the site; `undefined` if it is no page. */
export const placeOf = (file: string): string | undefined => {
  const place = places.find(([pattern]) => pattern.test(file))
  return place === undefined ? undefined : file.replace(...place)
}

/** The file, or folder, that a link on a page leads to; `undefined` for what is not in the repository. */
export const targetOf = (page: string, href: string): string | undefined =>
  /^(?:[a-z]+:|#|\/)/i.test(href) ? undefined : join(dirname(page), href.replace(/#.*$/, ""))

/** Whether the repository has it. */
export const exists = (file: string): boolean => existsSync(join(root, file))

const isWritten = (file: string): boolean => /^(?!examples\/|reference\/|\.|node_modules\/).*\.md$/.test(file)

/** The Markdown files that are written by hand, or by a tool but committed. */
export const markdownFiles: ReadonlyArray<string> = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, "docs"), { encoding: "utf8", recursive: true }).filter(isWritten).map((name) =>
    `docs/${name}`
  )
].filter(exists)
