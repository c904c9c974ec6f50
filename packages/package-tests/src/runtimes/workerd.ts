/** Runs the suite as a worker in Cloudflare's workerd, without compatibility flags and so without Node's modules. */
import { spawn } from "node:child_process"
import { writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import process from "node:process"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { run } from "../shell.js"
import type { ScenarioResult } from "../smoke/suite.js"
import { bundle } from "./bundle.js"
import type { Runtime, Source } from "./runtime.js"

const config = (worker: string, compatibilityDate: string): string =>
  `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .smoke),
    (name = "internet", network = (allow = ["public", "private", "local"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);

const smoke :Workerd.Worker = (
  modules = [(name = "${worker}", esModule = embed "${worker}")],
  compatibilityDate = "${compatibilityDate}"
);
`

/** The port that workerd reports on its control channel. */
const portOf = async (control: Readable): Promise<number> => {
  for await (const line of createInterface(control)) {
    const { event, port } = JSON.parse(line) as { readonly event: string; readonly port?: number }
    if (event === "listen" && port !== undefined) return port
  }
  throw new Error("workerd ended before it listened")
}

const smokeIn = (program: string, date: string): Runtime["smoke"] => async ({ server, project }) => {
  const worker = await bundle(project, "worker", ["workerd", "worker"])
  const configuration = join(dirname(worker), "workerd.capnp")
  await writeFile(configuration, config(basename(worker), date))
  const daemon = spawn(program, ["serve", "--control-fd=3", configuration], {
    stdio: ["ignore", "inherit", "inherit", "pipe"]
  })
  try {
    const port = await portOf(daemon.stdio[3] as Readable)
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: JSON.stringify(server) })
    if (!response.ok) throw new Error(`the worker returned ${response.status}: ${await response.text()}`)
    return await response.json() as ReadonlyArray<ScenarioResult>
  } finally {
    daemon.kill()
  }
}

const { arch, platform } = process

export const workerd = (version: string): Source => {
  const system = platform === "win32" ? "windows" : platform
  const binary = `@cloudflare/workerd-${system}-${arch === "x64" ? "64" : arch}`
  return {
    name: "workerd",
    packages: { [binary]: version },
    open: async (tools) => {
      const program = join(tools, "node_modules", binary, "bin", `workerd${platform === "win32" ? ".exe" : ""}`)
      const date = /\d{4}-\d{2}-\d{2}/.exec(await run(program, ["--version"], { cwd: tools }))?.[0]
      if (date === undefined) throw new Error("workerd did not print its version")
      return { version: date, smoke: smokeIn(program, date) }
    }
  }
}
