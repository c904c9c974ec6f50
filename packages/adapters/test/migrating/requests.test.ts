import { assert } from "vitest"
import { InvalidRequest } from "../../src/index.js"
import { documented, hash, rejection } from "../support/fixtures.js"
import { anything, section } from "../support/migrating.js"
import { pair } from "../support/reference.js"

section("Requests", (row) => {
  row("`create` takes the fields themselves", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    await theirs.apiKeys.create({ requestBody: { name: "CI" } })
    const wrapped = await rejection(ours.apiKeys.create(anything({ requestBody: { name: "CI" } })))
    assert.instanceOf(wrapped, InvalidRequest)
    assert.include(wrapped.message, "requestBody")
    await ours.apiKeys.create({ name: "CI" })
    assert.deepStrictEqual(toUs.requests.map(({ body }) => body), toThem.requests.map(({ body }) => body))
  })

  row("Attribution is not part of a request", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    await theirs.apiKeys.list({ httpReferer: "https://call.example" })
    const inRequest = rejection(ours.apiKeys.list(anything({ httpReferer: "https://call.example" })))
    assert.instanceOf(await inRequest, InvalidRequest)
    await ours.apiKeys.list({}, { headers: { "HTTP-Referer": "https://call.example" } })
    const referers = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => headers["http-referer"]
    assert.deepStrictEqual(toUs.requests.map(referers), toThem.requests.map(referers))
  })

  row("`getCurrentKeyMetadata` takes options only", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    await theirs.apiKeys.getCurrentKeyMetadata({}, { headers: { "x-mine": "1" } })
    const call = anything<(request: object, options: object) => Promise<unknown>>(ours.apiKeys.getCurrentKeyMetadata)
    assert.instanceOf(await rejection(call({}, { headers: { "x-mine": "1" } })), InvalidRequest)
    await ours.apiKeys.getCurrentKeyMetadata({ headers: { "x-mine": "1" } })
    assert.deepStrictEqual([toUs, toThem].map(({ requests }) => requests.map(({ headers }) => headers["x-mine"])), [
      ["1"],
      ["1"]
    ])
  })

  row("Input is checked before it is sent", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    await theirs.apiKeys.create({ requestBody: { name: "", limit: -5 } })
    await theirs.apiKeys.create({ requestBody: anything({ name: "CI", limits: 5 }) })
    await theirs.apiKeys.list({ offset: -1 })
    assert.lengthOf(toThem.requests, 3)
    const wrong = await rejection<InvalidRequest>(ours.apiKeys.create({ name: "", limit: -5 }))
    assert.deepStrictEqual(wrong.issues.map(({ path }) => path).sort(), ["limit", "name"])
    const misspelt = rejection(ours.apiKeys.create(anything({ name: "CI", limits: 5 })))
    assert.instanceOf(await misspelt, InvalidRequest)
    assert.instanceOf(await rejection(ours.apiKeys.list({ offset: -1 })), InvalidRequest)
    assert.lengthOf(toUs.requests, 0)
  })

  row("A hash is one segment of a path", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    for (const hash of ["..", ".", ""]) {
      await theirs.apiKeys.delete({ hash })
      assert.instanceOf(await rejection(ours.apiKeys.delete({ hash })), InvalidRequest)
    }
    assert.deepStrictEqual(toThem.requests.map(({ path }) => path), ["/api/v1/", "/api/v1/keys/", "/api/v1/keys/"])
    assert.lengthOf(toUs.requests, 0)
  })

  row("Invalid options are rejected", async () => {
    const { ours, theirs, toUs } = await pair(documented)
    await theirs.apiKeys.get({ hash }, { timeoutMs: NaN })
    assert.instanceOf(await rejection(ours.apiKeys.get({ hash }, { timeoutMs: NaN })), InvalidRequest)
    const headers = anything<Record<string, string>>({ "x-mine": "1\nx: 2" })
    assert.notInstanceOf(await rejection(theirs.apiKeys.get({ hash }, { headers })), InvalidRequest)
    assert.instanceOf(await rejection(ours.apiKeys.get({ hash }, { headers })), InvalidRequest)
    assert.lengthOf(toUs.requests, 0)
  })
})
