import { endpoint, operations, requestURL } from "@openrouter-keys/protocol"

const server = endpoint(process.env["OPENROUTER_BASE_URL"] ?? "https://openrouter.ai/api/v1")
const prepared = operations.list.prepare({ includeDisabled: true })

if (server.ok && prepared.ok) {
  const response = await fetch(requestURL(server.value, prepared.value), {
    method: prepared.value.method,
    headers: { authorization: `Bearer ${process.env["OPENROUTER_API_KEY"]}` }
  })
  if (operations.list.isSuccess(response.status)) {
    const decoded = operations.list.decode(response.status, await response.text())
    console.log(decoded.ok ? decoded.value.data.map(({ name }) => name) : decoded.message)
  }
}
