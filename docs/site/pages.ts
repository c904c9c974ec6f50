/** The Markdown files that are pages of the site, and their paths. */
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

/** The path of a file in the site; `undefined` if it is not a page. */
export const placeOf = (file: string): string | undefined => {
  const place = places.find(([pattern]) => pattern.test(file))
  return place === undefined ? undefined : file.replace(...place)
}

/** The file or folder that a link on a page leads to; `undefined` if it is outside the repository. */
export const targetOf = (page: string, href: string): string | undefined =>
  /^(?:[a-z]+:|#|\/)/i.test(href) ? undefined : join(dirname(page), href.replace(/#.*$/, ""))

/** Whether it exists in the repository. */
export const exists = (file: string): boolean => existsSync(join(root, file))

const isWritten = (file: string): boolean => /^(?!examples\/|reference\/|\.|node_modules\/).*\.md$/.test(file)

/** The committed Markdown files. */
export const markdownFiles: ReadonlyArray<string> = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, "docs"), { encoding: "utf8", recursive: true }).filter(isWritten).map((name) =>
    `docs/${name}`
  )
].filter(exists)
