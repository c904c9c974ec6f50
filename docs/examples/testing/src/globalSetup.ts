import { start } from "@openrouter-keys/sandbox"

/** Starts one sandbox for the whole run, for clients that read the environment. */
export default async () => {
  const sandbox = await start({ keys: 25 })
  process.env["OPENROUTER_BASE_URL"] = sandbox.url
  process.env["OPENROUTER_API_KEY"] = sandbox.managementKey
  // Vitest calls this after the run.
  return () => sandbox.close()
}
