/** An account on a sandbox whose keys all have limits and guardrails: what no rotation may change. */
import { type RunningSandbox, start } from "@openrouter-keys/sandbox"

/** Starts a sandbox with so many keys. The first `allowed` of them may use a BYOK credential. */
export const startRestricted = async (count: number, allowed: number): Promise<RunningSandbox> => {
  const sandbox = await start({
    keys: Array.from({ length: count }, (_, index) => ({
      name: `prod/${index}`,
      limit: index % 3 === 0 ? null : index,
      limitReset: index % 3 === 1 ? "monthly" : null
    })),
    latency: 20
  })
  const hashes = sandbox.keys().map(({ hash }) => hash)
  await sandbox.setRestrictions({
    guardrails: ["g-1", "g-2"],
    assignments: hashes.map((keyHash, index) => ({ guardrailId: index % 2 === 0 ? "g-1" : "g-2", keyHash })),
    byokKeys: [{ id: "b-1", allowedApiKeyHashes: hashes.slice(0, allowed), workspaceId: null }]
  })
  return sandbox
}

/** What stays of keys when they are rotated, by name. */
export const lastingFacts = (keys: ReturnType<RunningSandbox["keys"]>) =>
  keys.map(({ disabled, limit, limitReset, name }) => ({ disabled, limit, limitReset, name }))
    .sort((one, other) => one.name < other.name ? -1 : 1)

/** How many keys were created. */
export const createdBy = (sandbox: RunningSandbox): number =>
  sandbox.calls().filter(({ operation, outcome }) => operation === "create" && outcome === 201).length
