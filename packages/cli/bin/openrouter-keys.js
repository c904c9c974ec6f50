#!/usr/bin/env node
// In a fresh clone nothing is built yet; published packages always are.
if (process.getBuiltinModule("node:fs").existsSync(new URL("../dist/bin.js", import.meta.url))) {
  await import("../dist/bin.js")
} else {
  console.error("openrouter-keys is not built: run npm run build, or npm run cli -- list")
  process.exitCode = 1
}
