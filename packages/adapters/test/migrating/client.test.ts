import * as reference from "@openrouter/sdk"
import { resetEnv } from "@openrouter/sdk/lib/env.js"
import { assert, onTestFinished, vi } from "vitest"
import { InvalidRequest, OpenRouter } from "../../src/index.js"
import * as adapters from "../../src/index.js"
import { documented, hash, rejection } from "../support/fixtures.js"
import { anything, section } from "../support/migrating.js"
import { pair } from "../support/reference.js"

section("The client", (row) => {
  row("A transport is a function", async () => {
    const { toThem, toUs } = await pair(documented)
    const seen: Array<string> = []
    const fetch = (input: string | URL | Request, init?: RequestInit) => {
      seen.push(String(input instanceof Request ? input.url : input))
      return globalThis.fetch(input, init)
    }
    const httpClient = new reference.HTTPClient({ fetcher: fetch })
    await new reference.OpenRouter({ apiKey: "key", serverURL: toThem.url, httpClient }).apiKeys.get({ hash })
    await new OpenRouter({ apiKey: "key", serverURL: toUs.url, fetch }).apiKeys.get({ hash })
    assert.lengthOf(seen, 2)
    const error = await rejection(new OpenRouter(anything({ apiKey: "key", httpClient })).apiKeys.get({ hash }))
    assert.instanceOf(error, InvalidRequest)
    assert.match(error.message, /pass a function like fetch as `fetch`/)
  })

  row("No debug logger", async () => {
    const { toThem, toUs } = await pair(documented)
    const lines: Array<string> = []
    const log = (line: string) => lines.push(line)
    const debugLogger = { log, group: log, groupEnd: () => {} }
    const options = { apiKey: "sk-or-v1-secret", debugLogger }
    await new OpenRouter({ ...options, serverURL: toUs.url }).apiKeys.get({ hash })
    assert.deepStrictEqual(lines, [])
    await new reference.OpenRouter({ ...options, serverURL: toThem.url }).apiKeys.get({ hash })
    assert.include(lines.join(), "sk-or-v1-secret")
  })

  row("No list of servers", async () => {
    assert.deepStrictEqual(reference.ServerList, { production: "https://openrouter.ai/api/v1" })
    assert.notProperty(adapters, "ServerList")
    const urls: Array<string> = []
    const fetch = (input: string | URL | Request) => {
      urls.push(String(input))
      return Promise.resolve(Response.json({ data: [] }))
    }
    await new OpenRouter({ apiKey: "key", fetch }).apiKeys.list()
    assert.deepStrictEqual(urls, [`${reference.ServerList.production}/keys`])
  })

  row("The environment is read by each client", async () => {
    const { toThem, toUs } = await pair(documented)
    const keyOf = async (index: number, Client: typeof OpenRouter | typeof reference.OpenRouter) => {
      const server = Client === OpenRouter ? toUs : toThem
      await new Client({ serverURL: server.url }).apiKeys.get({ hash })
      return server.requests[index]?.headers["authorization"]
    }
    onTestFinished(resetEnv)
    resetEnv()
    vi.stubEnv("OPENROUTER_API_KEY", "first")
    const before = [await keyOf(0, OpenRouter), await keyOf(0, reference.OpenRouter)]
    vi.stubEnv("OPENROUTER_API_KEY", "second")
    const after = [await keyOf(1, OpenRouter), await keyOf(1, reference.OpenRouter)]
    assert.deepStrictEqual([before, after], [["Bearer first", "Bearer first"], ["Bearer second", "Bearer first"]])
  })

  row("Only API keys", async () => {
    const { ours, theirs } = await pair(documented)
    assert.property(theirs, "chat")
    assert.deepStrictEqual(Object.keys(ours), ["apiKeys"])
  })
})
