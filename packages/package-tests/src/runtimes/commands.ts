/** Runtimes that are commands: the suite is a program for them. */
import { join } from "node:path"
import process from "node:process"
import { run } from "../shell.js"
import type { Finding } from "../smoke/suite.js"
import type { Source } from "./runtime.js"

interface Command {
  readonly name: string
  readonly packages: Source["packages"]
  /** Path of the program below `node_modules`. */
  readonly program: string
  /** What comes before the script. */
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
      smoke: async ({ place, project }) => {
        const script = join(project, "smoke", "command.js")
        const output = await run(path, [...args, script, JSON.stringify(place)], { cwd: project, timeout: 120_000 })
        return JSON.parse(output) as ReadonlyArray<Finding>
      }
    }
  }
})

const { arch, platform } = process

const windows = platform === "win32"

/** Node of a major version, from the package of its binary: the package `node` would fetch it by an install script. */
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
