// Checks that every link of the built site leads to an existing page and anchor, and that no page loads resources of
// other servers. VitePress itself checks only links to pages.
import { readdirSync, readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"

const site = new URL("../.vitepress/dist/", import.meta.url)

const files = readdirSync(site, { recursive: true }).filter((name) => statSync(new URL(name, site)).isFile())

/** The values of an attribute, with entities decoded. */
const attributes = (html, name) =>
  Array.from(html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g")), ([, value]) => value.replaceAll("&amp;", "&"))

const pages = new Map(
  files.filter((name) => name.endsWith(".html")).map((name) => [name, readFileSync(new URL(name, site), "utf8")])
)

const anchors = new Map(
  Array.from(pages, ([name, html]) => [name, new Set(["", "VPContent", ...attributes(html, "id")])])
)

/** What is wrong with a link; `undefined` if nothing is. */
const wrongWith = (page, href) => {
  const { hash, origin, pathname } = new URL(href, new URL(page, "site:///"))
  if (origin !== "null" || !href.match(/^(?:[./#]|[\w-]+\.html)/)) return undefined
  const file = decodeURIComponent(pathname.replace(/^\//, "").replace(/(^|\/)$/, "$1index.html"))
  if (!files.includes(file)) return "no such file"
  return anchors.get(file)?.has(decodeURIComponent(hash.slice(1))) === false ? "no such anchor" : undefined
}

const links = (html) => [...attributes(html, "href"), ...attributes(html, "src")]

const broken = Array.from(pages).flatMap(([page, html]) =>
  links(html).flatMap((href) => {
    const why = wrongWith(page, href)
    return why === undefined ? [] : [`${page}: ${href}: ${why}`]
  })
)

/** Scripts, styles, fonts and pictures that a browser would fetch from another server. */
const foreign = files.filter((name) => /\.(?:html|css)$/.test(name)).flatMap((name) => {
  const text = readFileSync(new URL(name, site), "utf8")
  const fetched = text.matchAll(
    /(?:<(?:script|img|source|iframe)[^>]*\ssrc(?:set)?=|<link[^>]*\shref=|url\()["']?((?:https?:)?\/\/[^"')\s]+)/g
  )
  return Array.from(fetched, ([, address]) => `${name}: ${address}: from another server`)
})

console.log(`${pages.size} pages, ${Array.from(pages.values()).flatMap(links).length} links`)
if (broken.length + foreign.length > 0) {
  console.error([...broken, ...foreign].join("\n"))
  process.exitCode = 1
} else {
  console.log(`The site is in ${fileURLToPath(site)}\nTo look at it: npm run docs:preview, then http://localhost:4173`)
}
