/** Runs the suite on command-line runtimes. */
import { join } from "node:path"
import process from "node:process"
import { run } from "../shell.js"
import type { ScenarioResult } from "../smoke/suite.js"
import type { Source } from "./runtime.js"

interface Command {
  readonly name: string
  readonly packages: Source["packages"]
  /** Path of the program below `node_modules`. */
  readonly program: string
  /** Arguments before the script. */
  readonly args?: ReadonlyArray<string>
}

const command = ({ args = [], name, packages, program }: Command): Source => ({
  name,
  packages,
  open: async (tools) => {
    const path = join(tools, "node_modules", program)
    const printed = await run(path, ["--version"], { cwd: tools })
    return {
      version: /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed.trim(),
      smoke: async ({ server, project }) => {
        const script = join(project, "smoke", "command.js")
        const output = await run(path, [...args, script, JSON.stringify(server)], { cwd: project, timeout: 120_000 })
        return JSON.parse(output) as ReadonlyArray<ScenarioResult>
      }
    }
  }
})

const { arch, platform } = process

const windows = platform === "win32"

/** Node from the package of its binary, because the package `node` downloads it with an install script. */
export const node = (version: string): Source => {
  const alias = `node-${version.split(".")[0]}`
  const binary = `node-${windows ? "win" : platform}-${arch}`
  return command({
    name: "Node.js",
    packages: { [alias]: `npm:${binary}@${version}` },
    program: `${alias}/bin/node${windows ? ".exe" : ""}`
  })
}

export const bun = (version: string): Source => {
  const binary = `@oven/bun-${windows ? "windows" : platform}-${arch === "arm64" ? "aarch64" : arch}`
  return command({
    name: "Bun",
    packages: { [binary]: version },
    program: `${binary}/bin/bun${windows ? ".exe" : ""}`
  })
}

export const deno = (version: string): Source => {
  const binary = `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`
  return command({
    name: "Deno",
    packages: { [binary]: version },
    program: `${binary}/deno${windows ? ".exe" : ""}`,
    args: ["run", "--allow-all", "--node-modules-dir=manual"]
  })
}
