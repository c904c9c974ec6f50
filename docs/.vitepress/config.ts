import GithubSlugger from "github-slugger"
import { defineConfig } from "vitepress"
import { links } from "../site/links.js"
import { placeOf } from "../site/pages.js"

export default defineConfig({
  title: "openrouter-keys",
  description: "Manage OpenRouter API keys from TypeScript.",
  lang: "en",
  srcDir: "..",
  srcExclude: ["README.md", "docs/examples/**", ".changeset/**", "**/CHANGELOG.md", "packages/*/{src,test}/**"],
  rewrites: (file) => placeOf(file) ?? file,
  markdown: { config: links, anchor: { slugify: (text) => new GithubSlugger().slug(text) } },
  themeConfig: { search: { provider: "local" } }
})
