/** The examples of the pages and of the doc comments run on the sandbox, as they are. */
import { type RunningSandbox, start } from "@openrouter-keys/sandbox"
import { Effect } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { afterAll, assert, beforeAll, it, vi } from "vitest"
import { listen, respondWith } from "../../core/test/suites/localServer.js"

const here = `${import.meta.dirname}/examples`

const examples = readdirSync(here, { encoding: "utf8", recursive: true })
  .filter((path) => /(?<!\.test)\.(?:ts|mjs)$/.test(path))

/** The hash in the examples belongs to a key. */
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

let sandbox: RunningSandbox

beforeAll(async () => {
  sandbox = await start({ keys: [{ hash, name: "CI", limit: 5, usage: 1.5 }, { name: "spent", limit: 5, usage: 5 }] })
})

afterAll(() => sandbox.close())

/** What an example logs. */
const expected: Readonly<Record<string, RegExp>> = {
  "effect.ts": /created sk-or-v1-[^ ]*\.\.\./,
  "errors.ts": /It was deleted meanwhile/,
  "operations/listAll.ts": /spent has used up its limit/,
  "schemas/compose.ts": /^\[\[2,/,
  "schemas/httpApi.ts": /"http\.status":404.*\["get","Rejected",404\].*OpenRouterNotFound/,
  "schemas/rpc.ts": /\["CI","<redacted>"\]/,
  "schemas/wire.ts": /CI: 3\.5/
}

it.each(examples)("%s", async (path) => {
  await sandbox.reset()
  const collector = await listen(respondWith(200, "{}"))
  vi.stubEnv("OPENROUTER_API_KEY", sandbox.managementKey)
  vi.stubEnv("OPENROUTER_BASE_URL", sandbox.url)
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", new URL(collector.url).origin)
  const logs = (["log", "error"] as const).map((method) => vi.spyOn(console, method).mockImplementation(() => {}))
  const { main } = await import(`${here}/${path}`) as { readonly main?: Effect.Effect<unknown, unknown> }
  if (main !== undefined) await Effect.runPromise(main)
  const logged = JSON.stringify(logs.flatMap(({ mock }) => mock.calls))
  // Those with a fake or a sandbox of their own send requests there, and others are only defined.
  const isOnItsOwn = /FakeOpenRouter|start\(|export const issue/.test(readFileSync(`${here}/${path}`, "utf8"))
  assert.strictEqual(sandbox.requests().length > 0, !isOnItsOwn)
  assert.match(logged, expected[path] ?? /^/)
  const traces = collector.requests.filter((request) => request.path === "/v1/traces").map(({ body }) => body)
  if (path === "observability.ts") assert.match(traces.join(), /"rotate".*"ApiKeys\.list"|"ApiKeys\.list".*"rotate"/)
  assert.notMatch(logged + JSON.stringify(collector.requests), /sk-or-v1-[0-9a-f]{64}/)
})
