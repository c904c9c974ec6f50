/**
 * Records the command in a terminal, on a sandbox, as an animated SVG: `npm run recording`. It needs util-linux's `script`.
 */
import { start } from "@openrouter-keys/sandbox"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"

const cells = 80
const bin = fileURLToPath(new URL("bin/openrouter-keys.js", import.meta.url))
const target = fileURLToPath(new URL("../../docs/images/command.svg", import.meta.url))

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString()

const keys = [
  { name: "prod/checkout", limit: 200, limitReset: "monthly", usage: 412.5, usageMonthly: 171.2 },
  { name: "prod/search", limit: 50, limitReset: "weekly", usage: 96.4, usageMonthly: 40.1, usageWeekly: 11.3 },
  { name: "CI", limit: 5, limitReset: "monthly", usage: 7.9, usageMonthly: 5.02, expiresAt: inDays(6.5) },
  { name: "support bot", usage: 31.08 }
]

const lines = [
  "list",
  "create preview --limit 5 --to env-file:.env#PREVIEW_KEY",
  "rotate prod/search --to env-file:.env#SEARCH_KEY"
]

const sandbox = await start({ keys, seed: "recording" })
const home = mkdtempSync(join(tmpdir(), "recording-"))

/** What a terminal shows of a command. */
const run = (line) =>
  new Promise((resolve) => {
    const script = `stty cols ${cells} rows 30; exec '${process.execPath}' '${bin}' ${line}`
    const child = spawn("script", ["-qefc", script, "/dev/null"], {
      cwd: home,
      env: {
        PATH: process.env["PATH"],
        HOME: home,
        SHELL: "/bin/sh",
        TERM: "xterm-256color",
        OPENROUTER_BASE_URL: sandbox.url,
        OPENROUTER_MANAGEMENT_KEY: sandbox.managementKey
      }
    })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (chunk) => text += chunk)
    child.on("close", (code) => {
      if (code !== 0) throw new Error(`${line} ended with ${code}: ${text}`)
      resolve(text)
    })
  })

// =====================================================================================================================
// SVG
// =====================================================================================================================

const colors = { 2: "#8b949e", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 36: "#76e3ea" }
const [cellWidth, lineHeight, margin] = [8.4, 19, 18]

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** The spans of a line: text, and the codes that are on. */
const spansOf = (line) => {
  const spans = []
  let on = []
  // oxlint-disable-next-line no-control-regex
  for (const part of line.split(/(\u001B\[[\d;]*m)/)) {
    // oxlint-disable-next-line no-control-regex
    const code = /^\u001B\[([\d;]*)m$/.exec(part)?.[1]
    if (code === undefined) {
      if (part !== "") spans.push({ text: part, on })
    } else on = code === "" || code === "0" ? [] : [...on, ...code.split(";")]
  }
  return spans
}

const spanSvg = ({ on, text }) => {
  const fill = on.map((code) => colors[code]).find((color) => color !== undefined)
  const weight = on.includes("1") ? " font-weight=\"bold\"" : ""
  return `<tspan${fill === undefined ? "" : ` fill="${fill}"`}${weight}>${escape(text)}</tspan>`
}

/** What is left of a line in which the terminal went back to its beginning. */
// oxlint-disable-next-line no-control-regex
const settled = (line) => line.split(/\r|\u001B\[K/).at(-1)

const shown = []
let clock = 0.6
for (const line of lines) {
  shown.push({ line: `\u001B[32m$\u001B[0m \u001B[1mopenrouter-keys ${line}\u001B[0m`, at: clock })
  clock += 1.2
  const output = (await run(line)).replaceAll("\r\n", "\n").replaceAll(`${home}/`, "").trimEnd()
  for (const each of output.split("\n")) {
    shown.push({ line: settled(each), at: clock })
    clock += 0.06
  }
  shown.push({ line: "", at: clock })
  clock += 1.4
}
await sandbox.close()
rmSync(home, { recursive: true })

/** Lines that are longer than the terminal go on in the next one. */
const wrapped = shown.flatMap(({ at, line }) => {
  // oxlint-disable-next-line no-control-regex
  const plain = line.replaceAll(/\u001B\[[\d;]*m/g, "")
  if (plain.length <= cells) return [{ at, line }]
  const parts = []
  for (let from = 0; from < plain.length; from += cells) parts.push({ at, line: plain.slice(from, from + cells) })
  return parts
})

const [width, height] = [cells * cellWidth + 2 * margin, wrapped.length * lineHeight + 2 * margin + 16]
const texts = wrapped.map(({ at, line }, index) =>
  line === "" ?
    "" :
    `<text class="l" style="animation-delay:${at.toFixed(2)}s" x="${margin}" y="${margin + 30 + index * lineHeight}">${
      spansOf(line).map(spanSvg).join("")
    }</text>`
)

const svg =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>openrouter-keys in a terminal: ${lines.map((line) => line.split(" ")[0]).join(", ")}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre }
@media (prefers-reduced-motion: no-preference) { .l { animation: show 1ms both } }
@keyframes show { from { opacity: 0 } to { opacity: 1 } }
</style>
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<circle cx="22" cy="18" r="5" fill="#ff5f56"/><circle cx="40" cy="18" r="5" fill="#ffbd2e"/><circle cx="58" cy="18" r="5" fill="#27c93f"/>
${texts.filter((text) => text !== "").join("\n")}
</svg>
`

writeFileSync(target, svg)
console.log(`${target}: ${wrapped.length} lines, ${(svg.length / 1000).toFixed(1)} kB`)
