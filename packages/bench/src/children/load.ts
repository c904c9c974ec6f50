/** Imports the modules of its arguments, and prints the peak memory of the process, in bytes. */
import { existsSync, readFileSync } from "node:fs"
import process from "node:process"

for (const specifier of process.argv.slice(2)) await import(specifier)

/** On Linux, `maxRSS` of a new process begins with that of the process that started it. */
const peakInKiB = (): number => {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : ""
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}

process.stdout.write(String(peakInKiB() * 1024))
