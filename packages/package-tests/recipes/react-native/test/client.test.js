import "./globals.js"
import { InvalidRequest, NotFound, RequestAborted } from "@openrouter-keys/adapters"
import assert from "node:assert/strict"
import test from "node:test"
import { clientFor } from "../src/client.js"

const { OPENROUTER_API_KEY: token, OPENROUTER_BASE_URL: serverURL } = process.env
const openRouter = clientFor(serverURL, async () => token)

test("its fetch has no streams", async () => {
  const response = await fetch(`${serverURL}/key`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(response.status, 200)
  assert.equal(response.body, undefined)
})

test("creates a key, reads it, changes and deletes it", async () => {
  const { data, key } = await openRouter.apiKeys.create({ name: "phone", limit: 5 })
  assert.match(key, /^sk-or-v1-/)
  const { hash } = data
  assert.equal((await openRouter.apiKeys.get({ hash })).data.name, "phone")
  await openRouter.apiKeys.update({ hash, requestBody: { disabled: true } })
  assert.deepEqual(await openRouter.apiKeys.delete({ hash }), { deleted: true })
  await assert.rejects(openRouter.apiKeys.get({ hash }), NotFound)
})

test("reads every page", async () => {
  const names = []
  for await (const { name } of openRouter.apiKeys.listAll({ includeDisabled: true, includeExpired: true })) {
    names.push(name)
  }
  assert.equal(names.length, 150)
})

test("aborts, and refuses wrong input", async () => {
  const controller = new AbortController()
  const listing = openRouter.apiKeys.list({}, { signal: controller.signal })
  controller.abort()
  await assert.rejects(listing, RequestAborted)
  await assert.rejects(openRouter.apiKeys.create({ name: "" }), InvalidRequest)
})
