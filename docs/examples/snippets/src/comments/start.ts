import { start } from "@openrouter-keys/sandbox"

await using sandbox = await start({ keys: 3 })
const headers = { authorization: `Bearer ${sandbox.managementKey}` }
const response = await fetch(`${sandbox.url}/keys`, { headers })
console.log(response.status, sandbox.requests().length)
