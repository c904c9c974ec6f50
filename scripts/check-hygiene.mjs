// Finds what must not be committed: addresses of package registries, keys that look real, and tests that do not run.
// The rules of the linter do not know the tests of @effect/vitest, such as `it.effect.only`.
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"

/** All files of the repository, new ones included. Without git, as in an unpacked archive, all but generated files. */
const files = () => {
  try {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    })
    return [...new Set(listed.split("\0"))].filter((path) => path !== "" && existsSync(path))
  } catch {
    return walk("")
  }
}

const generated = new Set([".git", ".vite", "coverage", "dist", "node_modules"])

const walk = (folder) =>
  readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : walk(`${path}/`)
    return entry.isFile() ? [path] : []
  })

const isTest = (path) => /(?:^|\/)test\//.test(path)
const isDocs = (path) => path.startsWith("docs/")
const isScript = (path) => /\.[cm]?[jt]sx?$/.test(path)

// Concatenated, so that this file does not contain the strings that it searches for.
const registries = ["npmjs", "yarnpkg", "npmmirror"].map((name) => `registry\\.${name}\\.`).join("|")

const rules = [
  {
    why: "the address of a package registry",
    pattern: new RegExp(`${registries}|^\\s*"resolved": "https?:|^\\s*(?:@[\\w-]+:)?registry\\s*=`),
    applies: () => true
  },
  {
    why: "an API key that looks real",
    pattern: /sk-or-v1-[0-9a-f]{64}/i,
    applies: (path) => !isTest(path) && !isDocs(path)
  },
  {
    why: "a test that is skipped, or that skips others",
    pattern: /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b/,
    applies: (path) => isTest(path) && isScript(path)
  }
]

const findings = files().flatMap((path) => {
  const applicable = rules.filter(({ applies }) => applies(path))
  const text = readFileSync(path, "utf8")
  if (text.includes("\0")) return []
  return text.split("\n").flatMap((line, index) =>
    applicable.filter(({ pattern }) => pattern.test(line)).map(({ why }) => `${path}:${index + 1}: ${why}`)
  )
})

if (findings.length > 0) {
  console.error(findings.join("\n"))
  process.exitCode = 1
}
