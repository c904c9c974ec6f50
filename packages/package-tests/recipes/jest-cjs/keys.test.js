const { OpenRouter, Unauthorized } = require("@openrouter-keys/adapters")

test("deletes a key", async () => {
  const requests = []
  const fetch = async (url, { method }) => {
    requests.push(`${method} ${url}`)
    return new Response(JSON.stringify({ deleted: true }))
  }
  const openRouter = new OpenRouter({ apiKey: "test", fetch })
  expect(await openRouter.apiKeys.delete({ hash: "a1" })).toEqual({ deleted: true })
  expect(requests).toEqual(["DELETE https://openrouter.ai/api/v1/keys/a1"])
})

test("rejects with the error of the status", async () => {
  const fetch = async () =>
    new Response(JSON.stringify({ error: { code: 401, message: "No such key" } }), { status: 401 })
  await expect(new OpenRouter({ apiKey: "test", fetch }).apiKeys.list()).rejects.toBeInstanceOf(Unauthorized)
})
