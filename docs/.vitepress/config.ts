import GithubSlugger from "github-slugger"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { defineConfig } from "vitepress"
import { links } from "../site/links.js"
import { placeOf, root } from "../site/pages.js"
import { tables } from "../site/tables.js"

/** The pages below a folder of `docs`, by path. A folder with its own page is one page. */
const pagesIn = (folder: string, under = ""): ReadonlyArray<{ readonly text: string; readonly link: string }> =>
  readdirSync(`${root}docs/${folder}/${under}`, { withFileTypes: true })
    .filter(({ name }) => name !== "index.md")
    .flatMap((entry) => {
      const name = `${under}${entry.name.replace(/\.md$/, "")}`
      if (!entry.isDirectory()) return [{ text: name, link: `/${folder}/${name}` }]
      return existsSync(`${root}docs/${folder}/${name}/index.md`)
        ? [{ text: name, link: `/${folder}/${name}/index` }]
        : pagesIn(folder, `${name}/`)
    })

const icon = readFileSync(`${root}docs/examples/dashboard/app/icon.svg`, "utf8")

const tasks = [
  { text: "Getting started", link: "/getting-started" },
  { text: "Errors and outcomes", link: "/errors" },
  { text: "Testing", link: "/testing" },
  { text: "React", link: "/react" },
  { text: "Command line", link: "/cli" },
  { text: "Fleet", link: "/fleet/customers", items: [...pagesIn("fleet")], collapsed: false },
  { text: "Security", link: "/security" },
  { text: "Configuration and layers", link: "/configuration" },
  { text: "Runtimes", link: "/runtimes" },
  { text: "Observability", link: "/observability" },
  { text: "Recipes", link: "/recipes" },
  { text: "Migrating", link: "/migrating" },
  { text: "Effect 4", link: "/effect-4" }
]

const reference = [
  { text: "Operations", link: "/operations", items: [...pagesIn("operations")], collapsed: false },
  { text: "Retrying", link: "/retrying" },
  { text: "Schemas", link: "/schemas" },
  { text: "Protocol", link: "/protocol" }
]

const reasons = [
  { text: "Decisions", link: "/decisions" },
  { text: "Benchmarks", link: "/benchmarks" },
  { text: "Contributing", link: "/contributing" }
]

const packages = ["adapters", "core", "core-effect-4", "sandbox", "fleet", "cli", "protocol", "package-tests", "bench"]
  .map((
    name
  ) => ({
    text: name,
    link: `/packages/${name}`
  }))

const apiReference = ["core", "core-effect-4", "adapters", "fleet", "sandbox"].map((name) => {
  // The sandbox has only the index.
  if (name === "sandbox") return { text: name, link: `/reference/${name}/index` }
  return { text: name, link: `/reference/${name}`, items: [...pagesIn(`reference/${name}`)], collapsed: true }
})

export default defineConfig({
  title: "openrouter-keys",
  description: "Manage OpenRouter API keys from TypeScript: as Effects, as Promises, as React hooks.",
  lang: "en",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  // The READMEs of the packages are pages too.
  srcDir: "..",
  srcExclude: ["README.md", "docs/examples/**", "**/.*/**", "**/CHANGELOG.md", "packages/*/*/**"],
  rewrites: (file) => placeOf(file) ?? file,
  markdown: {
    config: (md) => [links, tables].forEach((plugin) => plugin(md)),
    anchor: { slugify: (text) => new GithubSlugger().slug(text) }
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/getting-started", activeMatch: "^/(?!reference)" },
      { text: "API reference", link: "/reference/", activeMatch: "^/reference/" }
    ],
    sidebar: [
      { text: "Tasks", items: tasks },
      { text: "Reference", items: reference },
      { text: "Packages", items: packages },
      { text: "API reference", items: apiReference },
      { text: "Reasons", items: reasons }
    ],
    outline: { level: [2, 3] },
    search: { provider: "local" }
  }
})
