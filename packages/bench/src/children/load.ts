/** Imports what it is told to, and says how much memory the process took at its peak, in bytes. */
for (const specifier of process.argv.slice(2)) await import(specifier)
process.stdout.write(String(process.resourceUsage().maxRSS * 1024))
