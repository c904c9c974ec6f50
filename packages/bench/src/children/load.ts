/** Imports the modules of its arguments, and prints the peak memory of the process, in bytes. */
for (const specifier of process.argv.slice(2)) await import(specifier)
process.stdout.write(String(process.resourceUsage().maxRSS * 1024))
