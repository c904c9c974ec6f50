import { operations } from "@openrouter-keys/protocol"

const serverURL = process.env["OPENROUTER_BASE_URL"] ?? "https://openrouter.ai/api/v1"
const prepared = operations.get.prepare({ hash: "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943" })
if (prepared.ok) {
  const { method, path } = prepared.value
  const response = await fetch(`${serverURL}${path}`, {
    method,
    headers: { authorization: `Bearer ${process.env["OPENROUTER_API_KEY"]}` }
  })
  if (operations.get.isSuccess(response.status)) {
    console.log(operations.get.decode(response.status, await response.text()))
  }
}
